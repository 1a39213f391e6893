import type { DriverScope } from "../../driver.ts";
import { type Kit, openBench, scopeOf, THING } from "../bench.ts";
import { CheckFailed, CheckSkipped } from "../check-failed.ts";
import { type KillAt, runInChild } from "../run-in-child.ts";
import type { SubjectModule } from "../subject.ts";
import type { Call, Changed } from "../watched-driver.ts";
import { A_LIFE, type CheckRun } from "./check-run.ts";
import { goOn } from "./interruptions.ts";
import { type Passage, passages } from "./passages.ts";

/** Where in a call the process is killed, as a share of how long the longest one takes. */
const SHARES = [0.25, 0.5, 0.75];
/** What is shorter cannot be hit at one place or another, in milliseconds. */
const SHORT_MS = 50;

/** A process that is killed, at any instant, is gone on with by the next one. */
export function killChecks(kit: Kit): readonly CheckRun[] {
  const { module } = kit.subject;
  if (!module) {
    const why = "No module is named that a child process could take the driver from.";
    return [{ check: "kill", needs: [], run: () => Promise.reject(new CheckSkipped(why)) }];
  }
  return passages(kit).map(
    (passage): CheckRun => ({
      check: "kill",
      of: passage.name,
      needs: [...A_LIFE, ...passage.needs, "partial-failure"],
      run: () => killedInTheMiddle(kit, module, passage),
    }),
  );
}

async function killedInTheMiddle(kit: Kit, module: SubjectModule, passage: Passage): Promise<void> {
  const writes = kit.writes.get(passage.name) ?? 0;
  const longest = longestCall(kit);
  const shares = longest < SHORT_MS ? [0.5] : SHARES;
  const instants: readonly KillAt[] = [
    ...Array.from({ length: writes }, (_, index): KillAt => ({ write: index + 1 })),
    ...shares.map((share): KillAt => ({ afterMs: longest * share })),
  ];
  for (const killAt of instants) {
    const bench = openBench(kit);
    await passage.prepare(bench, "kill");
    const end = passage.to(bench);
    const ended = await runInChild(kit, module, bench.service, end, killAt);
    if (ended.error !== undefined) throw new CheckFailed("kill", `The child process cannot do it: ${ended.error}`);
    bench.calls.push(...ended.changes.map((change) => elsewhere(change, scopeOf(end.graph, THING))));
    const what =
      "write" in killAt
        ? `the process was killed before write ${killAt.write} of the state`
        : `the process was killed ${Math.round(killAt.afterMs)} ms into a call`;
    await goOn(kit, bench, "kill", passage, what);
  }
}

function longestCall({ calls }: Kit): number {
  return Math.max(
    0,
    ...calls.filter(({ method }) => method !== "read").map(({ startedAt, endedAt = startedAt }) => endedAt - startedAt),
  );
}

/** A call of the process that was killed. */
function elsewhere({ method, idempotencyKey, have }: Changed, scope: DriverScope): Call {
  const observed = { want: null, have, status: "ready" as const, outputs: {} };
  return { method, scope, idempotencyKey, startedAt: 0, endedAt: 0, ...(method === "delete" ? {} : { observed }) };
}
