import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pruneLogs } from "../workload/log-files.ts";
import type { JobRun } from "./job-run.ts";
import { appendRun, pruneRuns, readRuns } from "./run-log.ts";
import { nextDue } from "./schedule.ts";
import { createScheduleLoop } from "./schedule-loop.ts";
import { type JobPlan, type SchedulerConfig, type SchedulerStatus, viewOf } from "./scheduler-protocol.ts";
import { type LivingRun, startRun } from "./start-run.ts";

/** Keeps a job: runs it on time or when it is told to, never twice at once, and writes down each run. */
export interface JobKeeper {
  /** What is to be gone by once it is committed; undefined for nothing. @throws {Error} for what is no schedule, or never due */
  stage(plan: JobPlan | undefined): void;
  commit(): void;
  /** Runs a plan once. An id that has run, or runs, does not run again. */
  runOnce(id: string, plan: JobPlan): void;
  status(): SchedulerStatus;
  /** Ends what runs, and starts nothing more. */
  end(): Promise<void>;
}

/** Opens a keeper. What an earlier one saw starting and nobody saw ending is closed as cut off. */
export function openJobKeeper({ runsFile, logs, name }: Omit<SchedulerConfig, "token" | "reportFile">): JobKeeper {
  let current: JobPlan | undefined;
  let staged: JobPlan | undefined;
  let running:
    | { readonly id: string; readonly startedAt: string; skipped: number; readonly run: LivingRun }
    | undefined;
  let finishing: Promise<void> = Promise.resolve();
  let hasEnded = false;

  for (const { id, endedAt } of readRuns(runsFile))
    if (endedAt === undefined) appendRun(runsFile, { id, endedAt: new Date().toISOString() });

  const start = (id: string, plan: JobPlan) => {
    const startedAt = new Date().toISOString();
    const logFile = join(logs, `${startedAt.replace(/[:.]/g, "-")}-${id}.log`);
    const { artifact, version, configuration } = plan;
    const intended: JobRun = { id, artifact, version, configuration, startedAt, logFile, pid: 0 };
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    appendRun(runsFile, intended);
    const run = startRun(plan, logFile);
    const mine = { id, startedAt, skipped: 0, run };
    running = mine;
    finishing = run.ended
      .then(async (end) => {
        running = undefined;
        const skipped = mine.skipped > 0 ? { skipped: mine.skipped } : {};
        appendRun(runsFile, { id, endedAt: new Date().toISOString(), ...end, ...skipped });
        pruneRuns(runsFile);
        await pruneLogs({ logs });
      })
      .catch(complain);
    appendRun(runsFile, { id, pid: run.pid });
  };
  const loop = createScheduleLoop({
    now: () => new Date(),
    wait: (milliseconds, then) => {
      const timer = setTimeout(then, milliseconds);
      return () => clearTimeout(timer);
    },
    nextDue,
    onDue: (due) => {
      if (hasEnded || !current) return;
      try {
        if (!running) return start(`${name}-${randomUUID().slice(0, 8)}`, current);
        running.skipped += 1;
        appendFileSync(running.run.logFile, `The run of ${due.toISOString()} is skipped: this one still runs.\n`);
      } catch (error) {
        complain(error);
      }
    },
  });

  return {
    stage(plan) {
      if (plan?.schedule !== undefined && !nextDue(plan.schedule, new Date()))
        throw new RangeError(`The schedule ${plan.schedule} is never due.`);
      staged = plan;
    },
    commit() {
      current = staged;
      loop.follow(current?.schedule);
    },
    runOnce(id, plan) {
      if (hasEnded || running || readRuns(runsFile).some((run) => run.id === id)) return;
      start(id, plan);
    },
    status: () => ({
      current: current && viewOf(current),
      staged: staged && viewOf(staged),
      running: running && { id: running.id, startedAt: running.startedAt, skipped: running.skipped },
      next: loop.next()?.toISOString(),
    }),
    async end() {
      hasEnded = true;
      loop.follow(undefined);
      running?.run.stop();
      await finishing;
    },
  };
}

/** Into the scheduler's own log: a disk that is full must not end the schedule. */
function complain(error: unknown): void {
  console.error(`${new Date().toISOString()} ${error instanceof Error ? error.message : String(error)}`);
}
