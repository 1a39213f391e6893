import type { PlatformEnvironment } from "../generated/platform.ts";
import type { GraphFreeze, GraphGates, Weekday } from "../graph/graph.ts";

type Gates = NonNullable<PlatformEnvironment["gates"]>;
type Freeze = NonNullable<Gates["freeze"]>[number];

const WEEK: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** What the platform asks before anything changes in an environment. */
export function gatesOf({ approvals, freeze = [], requires = [] }: Gates): Omit<GraphGates, "origin"> {
  return {
    ...(approvals ? { approvals: { count: approvals.count, by: [...(approvals.by ?? [])] } } : {}),
    freeze: freeze.flatMap(freezeOf),
    requires: [...new Set(requires)].sort(),
  };
}

/** None for one that says not when it is: that has been reported of the platform. */
function freezeOf({ from, to, weekly, zone, reason }: Freeze): readonly GraphFreeze[] {
  const common = { zone, ...(reason === undefined ? {} : { reason }) };
  if (weekly) {
    const { days, ...times } = weekly;
    return [{ kind: "weekly", days: WEEK.filter((day) => days.includes(day)), ...times, ...common }];
  }
  return from === undefined || to === undefined ? [] : [{ kind: "dates", from, to, ...common }];
}
