import type { GraphWorkload } from "../graph/graph-workload.ts";
import { factDifferences } from "./fact.ts";
import type { GraphChange } from "./graph-difference.ts";
import type { Pair } from "./pair-things.ts";
import { workloadFacts } from "./workload-facts.ts";

/** What differs in a workload; undefined where nothing does. A deployment alone carries it out. */
export function diffWorkload({ before, after, from }: Pair<GraphWorkload>): GraphChange | undefined {
  const thing = after ?? before;
  if (!thing) return undefined;
  const { address, kind, engine } = thing;
  const head = { part: "workload", address, type: kind, engine } as const;
  if (!after) {
    const risk = kind === "job" ? "none" : "downtime";
    return { ...head, action: "delete", risk, reasons: ["It left the manifest."], diff: [] };
  }
  const diff = factDifferences(before ? workloadFacts(before) : [], workloadFacts(after));
  if (!before) return { ...head, action: "create", risk: "none", reasons: [], diff: diff.filter(isWritten) };
  const moved =
    from === undefined
      ? []
      : [{ path: "address", before: from, after: address, unknown: false, secret: false, origin: after.origin }];
  const reasons = from === undefined ? [] : [`Renamed from ${from}.`];
  if (diff.length === 0)
    return from === undefined ? undefined : { ...head, action: "move", risk: "none", reasons, diff: moved };
  const all = [...moved, ...diff];
  if (before.kind !== kind || before.engine !== engine)
    return {
      ...head,
      action: "replace",
      risk: kind === "job" && before.kind === "job" ? "none" : "downtime",
      reasons: [...reasons, "What ran is stopped, and another thing is started in its place."],
      diff: all,
    };
  const risk = kind === "job" || after.deploy.strategy !== "recreate" ? "none" : "restart";
  return { ...head, action: "update", risk, reasons: [...reasons, "The next deployment brings it."], diff: all };
}

/** What somebody wrote, as against what a new workload has anyhow. */
function isWritten({ path }: GraphChange["diff"][number]): boolean {
  return /^(?:containers\..*\.)?(?:run|image|command|args|port|ports|schedule|route|variables|files|volumes)(?:\.|$)/.test(
    path,
  );
}
