import type { Effects } from "@towpath/core";
import type { RunReference } from "@towpath/evidence";
import type { World } from "../environment/open-world.ts";

/** Which run this is, and whose. */
export function runOf({ context }: Pick<World, "context">, { variables }: Pick<Effects, "variables">): RunReference {
  const attempt = Number(variables["GITHUB_RUN_ATTEMPT"] ?? 1);
  const { run: id, who: actor } = context.holder;
  return { id, attempt: Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1, actor };
}
