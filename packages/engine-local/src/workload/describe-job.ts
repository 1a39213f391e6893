import type { Instance } from "@towpath/provisioning";
import { hasSucceeded, type JobRun, runEnding } from "../scheduler/job-run.ts";
import { readRuns } from "../scheduler/run-log.ts";
import { schedulerStatus } from "../scheduler/scheduler-process.ts";
import { describeInstance } from "./describe-instance.ts";
import { schedulerDifferences } from "./front-differences.ts";
import type { WorkloadFolders } from "./workload-folders.ts";
import type { InstanceRecord, WorkloadRecord } from "./workload-record.ts";

/** A job as users see it: how its last run ended, whether one goes on, and when the next one is due. */
export async function describeJob(
  folders: WorkloadFolders,
  record: WorkloadRecord,
  job: InstanceRecord,
): Promise<Instance> {
  const runs = readRuns(folders.runsFile);
  if (job.schedule === undefined) {
    const run = runs.find(({ id }) => id === job.id);
    // What is on record as done has ended well, also where the record of runs was cut meanwhile.
    const isDone = !run || hasSucceeded(run);
    return describeInstance(
      record,
      job,
      isDone ? "completed" : "unhealthy",
      run && { lastRun: sentence(run), log: run.logFile },
    );
  }
  const status = record.scheduler && (await schedulerStatus(record.scheduler));
  const last = runs.findLast(({ endedAt }) => endedAt !== undefined);
  const details = {
    schedule: `${job.schedule} (UTC)`,
    lastRun: last ? sentence(last) : "none yet",
    ...(status?.running ? { running: `since ${status.running.startedAt}` } : {}),
    nextRun: status?.next ?? "none",
    ...(last ? { log: last.logFile } : {}),
  };
  const [problem] = await schedulerDifferences(record, job, true);
  if (!problem) return describeInstance(record, job, "healthy", details);
  return describeInstance(record, job, status ? "unhealthy" : "stopped", { ...details, problem: problem.sentence });
}

function sentence(run: JobRun): string {
  const { startedAt, skipped = 0 } = run;
  const missed = skipped > 0 ? `; ${skipped} ${skipped === 1 ? "run" : "runs"} skipped meanwhile` : "";
  return `${startedAt} ${runEnding(run)}${missed}`;
}
