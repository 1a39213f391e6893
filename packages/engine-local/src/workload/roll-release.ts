import { errorMessage, TowpathError } from "@towpath/core";
import type { Strategy } from "@towpath/manifest";
import type { Context, Rollout, RunnableRelease, Step, Target, WorkloadRollout } from "@towpath/provisioning";
import { DEFAULT_HEALTH } from "./health-gate.ts";
import type { HostSettings } from "./host-settings.ts";
import { wishFor } from "./instance.ts";
import { type LocalWorkload, localWorkloads, refuseUnbuilt } from "./local-workloads.ts";
import { retireAbsent } from "./stop-workloads.ts";
import { serviceFolders, workloadFolders } from "./workload-folders.ts";
import { openJournal } from "./workload-journal.ts";
import { type WorkloadLock, withWorkloadLock } from "./workload-lock.ts";
import { NotHealthy, openRoll, type WorkloadRoll } from "./workload-roll.ts";
import { configurationDigest, workloadVariables } from "./workload-variables.ts";

/** Asked before each step. */
export type Gate = (step: Step) => Promise<"go" | "abort">;

class Aborted extends Error {
  override readonly name = "Aborted";
}

/**
 * Brings a release to serve, all workloads or none: all are started and proven before the first is exposed, and nothing of
 * the former release ends before the last is.
 */
export async function rollRelease(
  target: Target,
  release: RunnableRelease,
  strategy: Strategy,
  gate: Gate,
  settings: HostSettings,
  context: Context,
): Promise<Rollout> {
  const workloads = localWorkloads(target.graph);
  refuseUnbuilt(release, strategy, workloads);
  const wished = await Promise.all(
    workloads.map(async (workload) => ({ workload, wish: await wishOf(workload, target, release, settings, context) })),
  );
  const folders = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);

  return withWorkloadLock(folders, settings.lockWaitMs, context, async (lock: WorkloadLock) => {
    const moving: WorkloadRoll[] = [];
    const unchanged: WorkloadRollout[] = [];
    for (const { workload, wish } of wished) {
      const journal = await openJournal(workloadFolders(folders, workload.address), workload.address, lock);
      const roll = await openRoll({ workload, wish, release, strategy, journal, settings, context });
      if (await roll.isUnchanged()) unchanged.push(roll.rollout("unchanged"));
      else moving.push(roll);
    }
    const moved = await move(moving, gate, context);
    const rollout = summarise([...unchanged, ...moved]);
    if (rollout.status === "done" || rollout.status === "unchanged")
      await retireAbsent(folders, new Set(workloads.map(({ address }) => address)), lock, settings, context);
    return rollout;
  });
}

async function wishOf(
  workload: LocalWorkload,
  target: Target,
  release: RunnableRelease,
  settings: HostSettings,
  context: Context,
) {
  const variables = await workloadVariables(target, workload, context);
  const configuration = await configurationDigest(settings.folder, workload.run, variables.values);
  const { run, health = DEFAULT_HEALTH } = workload;
  return wishFor(workload.name, release, { configuration, run, health, variables });
}

async function move(rolls: readonly WorkloadRoll[], gate: Gate, context: Context): Promise<readonly WorkloadRollout[]> {
  const ask = async (step: Step) => {
    context.signal.throwIfAborted();
    if ((await gate(step)) === "abort") throw new Aborted(`It was refused before the step "${step.kind}".`);
  };
  try {
    for (const roll of rolls) {
      await roll.unpack();
      await ask({ kind: "migrate", workload: roll.workload.address });
    }
    for (const roll of rolls) {
      await ask({ kind: "start", workload: roll.workload.address });
      await announced(roll, context, "starting", () => roll.start());
    }
    for (const roll of rolls) {
      await ask({ kind: "expose", workload: roll.workload.address, weight: 100 });
      await roll.expose();
    }
    for (const roll of rolls) await ask({ kind: "drain", workload: roll.workload.address });
  } catch (error) {
    return goBack(rolls, error, context);
  }
  for (const roll of rolls) await announced(roll, context, "ending the release before it", () => roll.retire());
  return rolls.map((roll) => roll.rollout("done"));
}

/**
 * Undoes what was done, the last first; one that cannot be undone keeps none of the others from it. What is nobody's decision
 * and no workload's failure is thrown on.
 */
async function goBack(
  rolls: readonly WorkloadRoll[],
  error: unknown,
  context: Context,
): Promise<readonly WorkloadRollout[]> {
  const remarks = new Map<WorkloadRoll, string>();
  for (const roll of rolls.toReversed()) {
    const remark = await roll.undo().catch(notUndone);
    if (remark !== undefined) remarks.set(roll, remark);
  }
  const say = (roll: WorkloadRoll, sentence: string) => [sentence, remarks.get(roll)].filter(Boolean).join(" ");
  if (error instanceof NotHealthy) {
    const { roll: failed, message, logTail } = error;
    return rolls.map((roll) =>
      roll === failed
        ? roll.rollout("failed", say(roll, message), logTail)
        : roll.rollout("aborted", say(roll, `${failed.workload.address} did not become healthy.`)),
    );
  }
  if (context.signal.aborted && !(error instanceof TowpathError))
    return rolls.map((roll) => roll.rollout("cancelled", say(roll, "It was interrupted.")));
  if (error instanceof Aborted) return rolls.map((roll) => roll.rollout("aborted", say(roll, error.message)));
  for (const [roll, remark] of remarks)
    context.events({ type: "notice", message: `${roll.workload.address}: ${remark}` });
  throw error;
}

function notUndone(error: unknown): string {
  return `It could not be undone: ${errorMessage(error)}. The next deployment does that first.`;
}

async function announced(roll: WorkloadRoll, context: Context, title: string, step: () => Promise<void>) {
  const id = `${roll.workload.address}: ${title}`;
  context.events({ type: "started", id, title: id });
  try {
    await step();
    context.events({ type: "finished", id, outcome: "done" });
  } catch (error) {
    context.events({ type: "finished", id, outcome: context.signal.aborted ? "cancelled" : "failed" });
    throw error;
  }
}

/** The worst of its workloads' ends. */
function summarise(workloads: readonly WorkloadRollout[]): Rollout {
  const worstFirst = ["failed", "cancelled", "aborted", "done", "unchanged"] as const;
  const status = worstFirst.find((candidate) => workloads.some((workload) => workload.status === candidate));
  return { status: status ?? "unchanged", workloads };
}
