import type { WorkloadRollout } from "@towpath/provisioning";
import { buildEnvironment } from "../processes/environment.ts";
import { orderScheduler, schedulerStatus } from "../scheduler/scheduler-process.ts";
import type { JobPlan } from "../scheduler/scheduler-protocol.ts";
import { drain } from "./drain.ts";
import { variableDigests } from "./fingerprint.ts";
import { schedulerDifferences } from "./front-differences.ts";
import { endInstance, instanceVariables, intendedInstance } from "./instance.ts";
import { fileDifferences } from "./instance-differences.ts";
import { convergeJob } from "./job-converge.ts";
import { pruneReleases, releaseFolder, touchRelease, unpackRelease } from "./release-files.ts";
import { runToItsEnd } from "./run-to-its-end.ts";
import { endProxy } from "./workload-proxy.ts";
import type { InstanceRecord } from "./workload-record.ts";
import { NotHealthy, type RollParts, type WorkloadRoll } from "./workload-roll.ts";
import { endScheduler, ensureScheduler } from "./workload-scheduler.ts";

/**
 * Rolls a job. One without a schedule runs to its end before anything of the release is exposed, once for each release and each
 * set of variables: a run that goes on after its command was killed is waited for, not run again. One with a schedule is handed
 * to its scheduler, which goes by the former release until the new one is proved.
 */
export async function openJobRoll(parts: RollParts): Promise<WorkloadRoll> {
  const { workload, wish, release, journal, fingerprint, settings, context } = parts;
  const { folders } = journal;
  const isScheduled = wish.schedule !== undefined;
  const begun = await convergeJob(journal, wish, settings, context);
  const former = journal.record().serving;
  let instance: InstanceRecord | undefined;

  const planOf = (): JobPlan => ({
    artifact: wish.artifact,
    version: wish.version,
    configuration: wish.configuration,
    run: wish.run,
    folder: releaseFolder(folders, wish.artifact),
    environment: buildEnvironment(context.variables, instanceVariables(wish, undefined)),
    ...(wish.schedule === undefined ? {} : { schedule: wish.schedule }),
    timeoutMs: isScheduled ? settings.scheduledMs : settings.jobMs,
    graceMs: settings.stopGraceMs,
  });

  const roll: WorkloadRoll = {
    workload,
    hasFormer: former !== undefined,
    startTitle: isScheduled ? `to run at ${wish.schedule} UTC` : "running to its end",
    mended: [],
    async isUnchanged() {
      if (begun || !former || former.kind !== "job" || former.schedule !== wish.schedule) return false;
      if (former.artifact !== wish.artifact || former.configuration !== wish.configuration) return false;
      if (!isScheduled) return true;
      const differences = [
        ...(await fileDifferences(folders, former)),
        ...(await schedulerDifferences(journal.record(), former, false)),
      ];
      return differences.length === 0;
    },

    async unpack() {
      await touchRelease(await unpackRelease(folders, release, context.signal), context.clock.now());
    },

    async start() {
      const intended = intendedInstance(folders, wish, undefined, context.clock.now());
      const variables = variableDigests(instanceVariables(wish, undefined), fingerprint);
      instance = begun ?? { ...intended, variables };
      await journal.write({ starting: instance });
      const scheduler = await ensureScheduler(journal, settings, context);
      if (wish.schedule !== undefined) {
        const { nextDue } = await import("../scheduler/schedule.ts");
        if (!nextDue(wish.schedule, context.clock.now()))
          throw new NotHealthy(roll, `The schedule of ${workload.address}, ${wish.schedule}, is never due.`, []);
        await orderScheduler(scheduler, { order: "stage", plan: planOf() });
        return;
      }
      const failure = await runToItsEnd({ journal, scheduler, id: instance.id, plan: planOf(), wish, context });
      if (failure) throw new NotHealthy(roll, `${workload.address} ${failure.why}.`, failure.logTail);
    },

    weights: [],

    async expose() {
      await journal.write({ serving: instance, starting: undefined, leaving: former ? [former] : [] });
    },

    async retire() {
      const { proxy, scheduler } = journal.record();
      if (!isScheduled) await endScheduler(journal, settings, context);
      else if (scheduler) await orderScheduler(scheduler, { order: "commit" });
      if (former?.kind === "server" && proxy)
        await drain(proxy, former, settings.drainMs, context.clock, context.signal);
      await endProxy(journal, context);
      if (former) await endInstance(former, settings, context);
      await journal.write({ leaving: [] });
      const inUse = new Set([wish.artifact, ...(former ? [former.artifact] : [])]);
      await pruneReleases(folders, inUse, context.clock.now());
    },

    async undo() {
      const { scheduler, starting } = journal.record();
      const status = scheduler && (await schedulerStatus(scheduler));
      const isRunning = status?.running !== undefined && status.running.id === starting?.id;
      const isScheduledStill = former?.kind === "job" && former.schedule !== undefined;
      if (scheduler && isScheduledStill && status && !isRunning)
        await orderScheduler(scheduler, { order: "stage", plan: undefined });
      else await endScheduler(journal, settings, context);
      await journal.write({ serving: former, starting: undefined, leaving: [] });
      return isScheduledStill && (!status || isRunning)
        ? "Its schedule comes back with the next deployment of the release before it."
        : undefined;
    },

    rollout: (status, message, logTail = []): WorkloadRollout => ({
      workload: workload.address,
      status,
      artifact: wish.artifact,
      ...(message === undefined ? {} : { message }),
      logTail,
    }),
  };
  return roll;
}
