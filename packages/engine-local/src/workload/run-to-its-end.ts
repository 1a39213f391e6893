import { redactor } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { hasSucceeded, runEnding } from "../scheduler/job-run.ts";
import { readRuns } from "../scheduler/run-log.ts";
import { orderScheduler, type SchedulerRecord, schedulerStatus } from "../scheduler/scheduler-process.ts";
import type { JobPlan } from "../scheduler/scheduler-protocol.ts";
import type { InstanceWish } from "./instance.ts";
import { newLines, type Positions } from "./log-stream.ts";
import { lastLines, TAIL_LINES } from "./log-tail.ts";
import type { WorkloadJournal } from "./workload-journal.ts";

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 250;

/**
 * Sees one run of a job to its end, its output as events. A run that goes on already, or has ended, is not begun again.
 *
 * @returns why it failed; undefined when it ended well
 * @throws the signal's reason when it aborts; the run goes on then
 */
export async function runToItsEnd(run: {
  readonly journal: WorkloadJournal;
  readonly scheduler: SchedulerRecord;
  readonly id: string;
  readonly plan: JobPlan;
  readonly wish: InstanceWish;
  readonly context: Context;
}): Promise<{ readonly why: string; readonly logTail: readonly string[] } | undefined> {
  const { journal, scheduler, id, plan, wish, context } = run;
  const { clock, signal, events } = context;
  const { workload } = journal.record();
  const redact = redactor(wish.variables.secrets);
  const positions: Positions = new Map();

  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    const status = await schedulerStatus(scheduler); // asked before the record is read: an end in between is seen
    const mine = readRuns(journal.folders.runsFile).find((one) => one.id === id);
    if (mine) {
      const isOver = mine.endedAt !== undefined || status?.running?.id !== id;
      const file = { path: mine.logFile, instance: id };
      for await (const { text } of newLines(file, workload, positions, redact, !isOver))
        events({ type: "output", source: workload, stream: "stdout", line: text });
      if (isOver) {
        if (hasSucceeded(mine)) return undefined;
        const why = mine.endedAt === undefined ? "was cut off" : runEnding(mine);
        return { why, logTail: (await lastLines(mine.logFile, TAIL_LINES)).map(redact) };
      }
    } else {
      // Not begun, or not yet: a run of the schedule that was may be in its way.
      await orderScheduler(scheduler, { order: "run", id, plan });
    }
    await clock.sleep(pauseMs, signal);
  }
}
