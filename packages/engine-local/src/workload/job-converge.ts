import type { Context } from "@towpath/provisioning";
import { hasSucceeded } from "../scheduler/job-run.ts";
import { readRuns } from "../scheduler/run-log.ts";
import { orderScheduler, schedulerStatus } from "../scheduler/scheduler-process.ts";
import type { HostSettings } from "./host-settings.ts";
import { endInstance, type InstanceWish } from "./instance.ts";
import type { WorkloadJournal } from "./workload-journal.ts";
import { endProxy } from "./workload-proxy.ts";
import type { InstanceRecord } from "./workload-record.ts";
import { endScheduler } from "./workload-scheduler.ts";

/**
 * Finishes or undoes what a command that was killed began with a job.
 *
 * @returns what was begun and is wanted still: a run that goes on, or has ended well without anyone noticing
 */
export async function convergeJob(
  journal: WorkloadJournal,
  wish: InstanceWish,
  settings: HostSettings,
  context: Context,
): Promise<InstanceRecord | undefined> {
  const { starting, leaving, serving, scheduler } = journal.record();
  const isWanted = starting !== undefined && isTheSame(starting, wish) && wish.schedule === undefined;
  const status = scheduler && (await schedulerStatus(scheduler));
  if (isWanted) {
    const run = readRuns(journal.folders.runsFile).find(({ id }) => id === starting.id);
    if (status?.running?.id === starting.id || (run && hasSucceeded(run))) return starting;
  }
  const isScheduled = serving?.kind === "job" && serving.schedule !== undefined;
  const isItsRun = starting !== undefined && status?.running?.id === starting.id;
  if (!isScheduled || isItsRun) await endScheduler(journal, settings, context);
  else if (scheduler && status?.staged && starting)
    await orderScheduler(scheduler, { order: "stage", plan: undefined });
  // A server that this was before goes on until the job has taken its place.
  if (serving?.kind !== "server") await endProxy(journal, context);
  const unwanted = [...leaving, ...(starting ? [starting] : [])];
  if (unwanted.length === 0) return undefined;
  for (const instance of unwanted) await endInstance(instance, settings, context);
  await journal.write({ starting: undefined, leaving: [] });
  return undefined;
}

function isTheSame(instance: InstanceRecord, wish: InstanceWish): boolean {
  return (
    instance.kind === "job" &&
    instance.artifact === wish.artifact &&
    instance.configuration === wish.configuration &&
    instance.schedule === wish.schedule
  );
}
