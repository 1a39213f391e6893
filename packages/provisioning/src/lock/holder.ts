import { hostname, userInfo } from "node:os";
import type { Clock } from "@towpath/core";
import type { Holder } from "../engine.ts";

/** Who runs this process: the pipeline's actor and run where there is one, else the user and the process id. */
export function currentHolder(clock: Clock, variables: Readonly<Record<string, string | undefined>>): Holder {
  const actor = variables["GITHUB_ACTOR"];
  const run = variables["GITHUB_RUN_ID"];
  const since = clock.now().toISOString();
  if (actor && run) return { who: actor, run: `${run}/${variables["GITHUB_RUN_ATTEMPT"] ?? "1"}`, since };
  return { who: `${userName(variables)}@${hostname()}`, run: String(process.pid), since };
}

function userName(variables: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    return variables["USER"] ?? "unknown"; // a user id that has no name
  }
}
