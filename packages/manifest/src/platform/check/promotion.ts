import type { PlatformModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";
import { ringsOf } from "./rings.ts";

/** Environments that are promoted from one another in a ring: nothing could ever come into any of them. */
export function checkPromotion({ document, source }: PlatformModel, report: Report): void {
  const from = new Map(
    Object.entries(document.environments).map(([name, { promoteFrom }]) => [name, promoteFrom?.environment]),
  );
  for (const ring of ringsOf(from)) {
    // One that is promoted from itself has been said when the platform was read.
    if (ring.length === 1) continue;
    const placeOf = (name: string) => [source, ["environments", name, "promoteFrom", "environment"], "value"] as const;
    const [first, ...others] = ring;
    report({
      code: "manifest/cycle",
      message: `These environments are promoted from one another: ${[...ring, first].join(" from ")}.`,
      at: placeOf(first),
      also: others.map(placeOf),
      suggestions: ["Let the first environment of a service be promoted from none."],
    });
  }
}
