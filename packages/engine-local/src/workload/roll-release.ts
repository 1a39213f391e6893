import { errorMessage, TowpathError } from "@towpath/core";
import type { Strategy } from "@towpath/manifest";
import type { Context, Rollout, RunnableRelease, Step, Target, WorkloadRollout } from "@towpath/provisioning";
import { type Fingerprint, openFingerprint } from "./fingerprint.ts";
import { DEFAULT_HEALTH } from "./health-gate.ts";
import type { HostSettings } from "./host-settings.ts";
import type { InstanceWish } from "./instance.ts";
import { type LocalWorkload, localWorkloads, refuseUnbuilt } from "./local-workloads.ts";
import { retireAbsent } from "./stop-workloads.ts";
import { serviceFolders, workloadFolders } from "./workload-folders.ts";
import { openJournal } from "./workload-journal.ts";
import { type WorkloadLock, withWorkloadLock } from "./workload-lock.ts";
import { NotHealthy, openRoll, type WorkloadRoll } from "./workload-roll.ts";
import { workloadVariables } from "./workload-variables.ts";

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
  refuseUnbuilt(release);
  const fingerprint = await openFingerprint(settings.folder);
  const wishing = { target, release, fingerprint, settings, context };
  const wished = await Promise.all(
    // What runs once runs when all that goes on and on is healthy.
    inTurn(workloads).map(async (workload) => ({ workload, wish: await wishOf(workload, wishing) })),
  );
  const folders = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);

  return withWorkloadLock(folders, settings.lockWaitMs, context, async (lock: WorkloadLock) => {
    const moving: WorkloadRoll[] = [];
    const still: WorkloadRollout[] = [];
    for (const { workload, wish } of wished) {
      const journal = await openJournal(workloadFolders(folders, workload.address), workload.address, lock);
      const manifestFolder = target.graph.service.folder;
      if (journal.record().manifestFolder !== manifestFolder) await journal.write({ manifestFolder });
      const roll = await openRoll({ workload, wish, release, strategy, journal, fingerprint, settings, context });
      if (await roll.isUnchanged()) still.push(atRest(roll, context));
      else moving.push(roll);
    }
    const moved = await move(moving, gate, context);
    const rollout = summarise([...still, ...moved]);
    if (rollout.status === "done" || rollout.status === "unchanged")
      await retireAbsent(folders, new Set(workloads.map(({ address }) => address)), lock, settings, context);
    return rollout;
  });
}

function inTurn(workloads: readonly LocalWorkload[]): readonly LocalWorkload[] {
  const isOnce = ({ kind, schedule }: LocalWorkload) => kind === "job" && schedule === undefined;
  return [...workloads.filter((workload) => !isOnce(workload)), ...workloads.filter(isOnce)];
}

/** What serves already as it is to serve; a proxy that had to be put right is a change. */
function atRest(roll: WorkloadRoll, { events }: Context): WorkloadRollout {
  if (roll.mended.length === 0) return roll.rollout("unchanged");
  const message = `It was put right: ${roll.mended.join("; ")}.`;
  events({ type: "notice", message: `${roll.workload.address}: ${message}` });
  return roll.rollout("done", message);
}

async function wishOf(
  workload: LocalWorkload,
  of: {
    readonly target: Target;
    readonly release: RunnableRelease;
    readonly fingerprint: Fingerprint;
    readonly settings: HostSettings;
    readonly context: Context;
  },
): Promise<InstanceWish> {
  const { target, release, fingerprint, settings, context } = of;
  const { name, kind, run, schedule, port, readiness } = workload;
  // The probe's port is the one that the manifest gives the workload; here it listens on another.
  const asked = readiness?.http && readiness.http.port === port ? { path: readiness.http.path } : {};
  const health = workload.health ?? { ...DEFAULT_HEALTH, ...asked };
  const variables = await workloadVariables(target, workload, settings, context);
  return {
    name,
    kind,
    artifact: release.artifact.digest,
    version: release.version,
    configuration: fingerprint.configuration(run, variables.values),
    consumes: variables.consumes,
    run,
    ...(kind === "job" && schedule !== undefined ? { schedule } : {}),
    health,
    listens: kind === "server" || (kind === "worker" && port !== undefined),
    ...(readiness?.exec ? { readiness: readiness.exec.command } : {}),
    variables,
    fingerprint,
  };
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
      await announced(roll, context, roll.startTitle, () => roll.start());
    }
    await expose(rolls, ask);
    for (const roll of rolls) await ask({ kind: "drain", workload: roll.workload.address });
  } catch (error) {
    return goBack(rolls, error, context);
  }
  for (const roll of rolls)
    if (roll.hasFormer) await announced(roll, context, "ending the release before it", () => roll.retire());
    else await roll.retire();
  return rolls.map((roll) => roll.rollout("done"));
}

/** Part by part where there are parts: all workloads take one before any takes the next. */
async function expose(rolls: readonly WorkloadRoll[], ask: (step: Step) => Promise<void>): Promise<void> {
  const stages = Math.max(...rolls.map(({ weights }) => weights.length));
  for (let stage = 0; stage <= stages; stage += 1)
    for (const roll of rolls) {
      const weight = stage === stages ? 100 : roll.weights[stage];
      if (weight === undefined) continue;
      await ask({ kind: "expose", workload: roll.workload.address, weight });
      await roll.expose(weight);
    }
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
