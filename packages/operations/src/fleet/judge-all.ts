import { setImmediate } from "node:timers/promises";
import { type Effects, nodeFiles } from "@towpath/core";
import type { RuleStatistics } from "@towpath/policy";
import type { OperationErrorCode } from "../errors.ts";
import type { Judge, Judged } from "./judge.ts";
import { ruleTotals } from "./rule-totals.ts";
import type { Task } from "./worker-share.ts";

/** From how many manifests on it pays to start threads, and how many each of them should have at least. */
const WORTH_WORKERS = 2_000;
const LEAST_SHARE = 1_000;
/** What a thread says of a manifest whose platform is not on this disk. */
const NOT_FETCHED: OperationErrorCode = "operation/platform-unreachable";
/** After how many manifests signals are let in. */
const BREATH = 250;

/** What came of all manifests, in their order. */
export interface JudgedAll<One extends Judged> {
  readonly seen: readonly One[];
  readonly rules: readonly RuleStatistics[];
}

/**
 * Judges manifests, in their order; many of them in several threads. What comes out is the same.
 *
 * @param judge what the task is done by
 */
export async function judgeAll<One extends Judged>(
  manifests: readonly string[],
  task: Task,
  { judge, rules }: Judge<One>,
  effects: Effects,
  now: Date,
): Promise<JudgedAll<One>> {
  const { signal, files, folder, variables } = effects;
  const seen: One[] = [];
  const go = async (end: number): Promise<void> => {
    while (seen.length < end) {
      signal.throwIfAborted();
      const manifest = manifests[seen.length];
      if (manifest === undefined) return;
      seen.push(await judge(manifest));
      if (seen.length % BREATH === 0) await setImmediate();
    }
  };
  await go(1);
  if (manifests.length < WORTH_WORKERS || files !== nodeFiles || !isNearby(seen[0])) {
    await go(manifests.length);
    return { seen, rules: rules() };
  }
  const { judgeInWorkers } = await import("./workers.ts");
  const share = { task, manifests: manifests.slice(1), now, folder, variables: { ...variables } };
  const totals = ruleTotals();
  for (const part of await judgeInWorkers<One>(share, LEAST_SHARE, signal)) {
    for (const one of part.seen) seen.push(isLeft(one) ? await judge(one.manifest) : one);
    totals.add(part.rules);
  }
  totals.add(rules());
  return { seen, rules: totals.rules() };
}

/** A thread fetches no platform. Here each is fetched once, which is said, and ends with an interruption. */
function isLeft({ failure }: Judged): boolean {
  return failure?.code === NOT_FETCHED;
}

/** True where every thread can read the platform for itself, as long as the other manifests are for the same. */
function isNearby(first: Judged | undefined): boolean {
  return first?.source?.kind === "starter" || first?.source?.kind === "path";
}
