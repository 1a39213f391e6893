import type { PlatformModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";

/** Environments that are promoted from one another in a ring: nothing could ever come into any of them. */
export function checkPromotion({ document, source }: PlatformModel, report: Report): void {
  const from = new Map(
    Object.entries(document.environments).map(([name, { promoteFrom }]) => [name, promoteFrom?.environment]),
  );
  const seen = new Set<string>();
  for (const start of from.keys()) {
    const path: string[] = [];
    let at: string | undefined = start;
    while (at !== undefined && !seen.has(at) && !path.includes(at)) {
      path.push(at);
      at = from.get(at);
    }
    const ring = at === undefined ? [] : path.slice(path.indexOf(at));
    // One that is promoted from itself has been said when the platform was read.
    if (at !== undefined && path.includes(at) && ring.length > 1) {
      const [first = at, ...others] = ring.map((name) => ["environments", name, "promoteFrom", "environment"]);
      report({
        code: "manifest/cycle",
        message: `These environments are promoted from one another: ${[...ring, at].join(" from ")}.`,
        at: [source, [...first], "value"],
        also: others.map((each) => [source, each, "value"] as const),
        suggestions: ["Let the first environment of a service be promoted from none."],
      });
    }
    for (const name of path) seen.add(name);
  }
}
