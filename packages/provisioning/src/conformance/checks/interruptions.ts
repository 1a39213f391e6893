import type { Json } from "@towpath/core";
import type { StateStore } from "../../state-store.ts";
import { type Bench, type Kit, openBench } from "../bench.ts";
import { CheckFailed } from "../check-failed.ts";
import { cutStore } from "../cut-store.ts";
import type { Check } from "../report.ts";
import { applied, clear, requireQuiet, requireSame } from "../verdict.ts";
import { A_LIFE, type CheckRun } from "./check-run.ts";
import { type Passage, passages } from "./passages.ts";

/** What is cut off is gone on with by the next run: nothing is made twice, nothing is left half made. */
export function interruptionChecks(kit: Kit): readonly CheckRun[] {
  return [
    ...passages(kit).map(
      (passage): CheckRun => ({
        check: "partial-failure",
        of: passage.name,
        needs: [...A_LIFE, ...passage.needs],
        run: () => cutAtEachWrite(kit, passage),
      }),
    ),
    { check: "cancellation", needs: [...A_LIFE, "partial-failure"], run: () => cancelledInTheMiddle(kit) },
  ];
}

/** The end of a passage must be in sight. */
const MOST_WRITES = 20;

async function cutAtEachWrite(kit: Kit, passage: Passage): Promise<void> {
  for (let cutAt = 1; cutAt <= MOST_WRITES; cutAt += 1) {
    const bench = openBench(kit);
    await passage.prepare(bench, "partial-failure");
    let isCut = false;
    const store = (whole: StateStore) =>
      cutStore(whole, {
        before(write) {
          if (write !== cutAt) return;
          isCut = true;
          throw new Error("The store went away.");
        },
      });
    const { graph, goal } = passage.to(bench);
    try {
      await bench.apply(graph, { goal, store });
    } catch {
      kit.signal.throwIfAborted();
    }
    await goOn(kit, bench, "partial-failure", passage, `write ${cutAt} of the state failed`);
    if (!isCut) {
      kit.writes.set(passage.name, cutAt - 1);
      return;
    }
  }
}

/** After whatever happened: the next run gets there, and nothing was made twice. */
export async function goOn(kit: Kit, bench: Bench, check: Check, passage: Passage, what: string): Promise<void> {
  const { graph, goal } = passage.to(bench);
  try {
    await applied(kit, bench, check, graph, { goal });
    requireMadeOnce(kit, bench, check);
    if (goal === "match") {
      await requireQuiet(kit, bench, check, graph, "the second run");
      await passage.look?.(bench, check);
    }
    await clear(kit, bench, check, graph);
  } catch (error) {
    if (!(error instanceof CheckFailed) || error.check !== check) throw error;
    throw new CheckFailed(check, `${passage.name}, when ${what}: ${error.message}`);
  }
}

/** Calls of `create` under one key are about one thing, as long as nobody took it down in between. */
function requireMadeOnce(kit: Kit, bench: Bench, check: Check): void {
  const made = new Map<string | undefined, Json>();
  for (const { method, idempotencyKey, observed, error } of bench.calls) {
    if (method === "delete" && error === undefined) made.clear();
    if (method !== "create" || !observed) continue;
    const first = made.get(idempotencyKey) ?? observed.have;
    requireSame(kit, check, first, observed.have, "Created again under the same key, another thing was made");
    made.set(idempotencyKey, observed.have);
  }
}

/** Where in a call it is cancelled, as a share of how long it takes. */
const SHARES = [0, 0.3, 0.6, 0.9];

async function cancelledInTheMiddle(kit: Kit): Promise<void> {
  const [creation] = passages(kit);
  if (!creation) return;
  const longest = Math.max(
    ...kit.calls.map(({ method, startedAt, endedAt = startedAt }) => (method === "create" ? endedAt - startedAt : 0)),
  );
  for (const share of SHARES) {
    const bench = openBench(kit);
    const cancel = new AbortController();
    const timers = new AbortController();
    const onCall = ({ method }: { readonly method: string }) => {
      if (method === "create")
        kit.clock.sleep(longest * share, timers.signal).then(
          () => cancel.abort(new Error("cancelled")),
          () => undefined,
        );
    };
    const { graph } = creation.to(bench);
    try {
      await bench.apply(graph, { signal: cancel.signal, onCall, graceMs: 0 });
    } catch {
      kit.signal.throwIfAborted();
    } finally {
      timers.abort();
    }
    const open = bench.calls.find(({ endedAt }) => endedAt === undefined);
    if (open)
      throw new CheckFailed(
        "cancellation",
        `The run was cancelled in ${open.method}, and ${kit.settleMs / 1000} seconds after its signal said so it still went on.`,
      );
    await goOn(kit, bench, "cancellation", creation, "the run was cancelled in it");
  }
}
