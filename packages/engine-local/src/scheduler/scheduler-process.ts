import { errorMessage } from "@towpath/core";
import { type ControlAddress, giveOrder } from "../control/give-order.ts";
import { type ControlledStart, removeStartFiles, startControlled } from "../control/start-controlled.ts";
import { LocalEngineError } from "../errors.ts";
import { isRunning, type ProcessRecord } from "../processes/process-record.ts";
import { schedulerEntry } from "./entry.ts";
import {
  type JobPlan,
  parseSchedulerStatus,
  type SchedulerConfig,
  type SchedulerStatus,
} from "./scheduler-protocol.ts";

const NAME = "scheduler";

/** What is written down of a scheduler that runs. Its token is a secret: the file that holds it is for this user alone. */
export interface SchedulerRecord extends ControlAddress {
  readonly process: ProcessRecord;
}

/** How to start a scheduler. */
export type SchedulerStart = Omit<ControlledStart, "name" | "entry" | "config"> &
  Pick<SchedulerConfig, "runsFile" | "logs" | "name">;

/** What a scheduler is told. */
export type SchedulerOrder =
  | { readonly order: "stage"; readonly plan: JobPlan | undefined }
  | { readonly order: "commit" }
  | { readonly order: "run"; readonly id: string; readonly plan: JobPlan };

/**
 * Starts a scheduler in a process of its own and waits until it takes orders. It has nothing to run yet.
 *
 * @throws {LocalEngineError} `engine-local/scheduler-not-started`
 */
export async function startScheduler({ runsFile, logs, name, ...start }: SchedulerStart): Promise<SchedulerRecord> {
  const config = { runsFile, logs, name };
  const outcome = await startControlled({ ...start, name: NAME, entry: schedulerEntry(), config });
  if ("process" in outcome) return outcome;
  throw new LocalEngineError({
    code: "engine-local/scheduler-not-started",
    kind: "fault",
    message: `The scheduler of ${name} did not start${outcome.error ? `: ${outcome.error}` : ""}.`,
    hint: `Its log says more: ${outcome.logFile}`,
  });
}

/** Removes what a start needs for a moment: a command that was killed in it leaves a token behind. */
export function removeSchedulerStart(folder: string, marker: string): Promise<void> {
  return removeStartFiles(NAME, folder, marker);
}

/** What a scheduler says of itself; undefined when it does not answer. */
export async function schedulerStatus(scheduler: SchedulerRecord): Promise<SchedulerStatus | undefined> {
  if (!isRunning(scheduler.process)) return undefined;
  return giveOrder(scheduler, "GET", "/status").then(parseSchedulerStatus, () => undefined);
}

/**
 * Tells a scheduler what to do.
 *
 * @throws {LocalEngineError} `engine-local/scheduler-silent` when it does not
 */
export async function orderScheduler(scheduler: SchedulerRecord, order: SchedulerOrder): Promise<SchedulerStatus> {
  try {
    switch (order.order) {
      case "stage":
        return parseSchedulerStatus(await giveOrder(scheduler, "PUT", "/staged", JSON.stringify(order.plan ?? null)));
      case "commit":
        return parseSchedulerStatus(await giveOrder(scheduler, "PUT", "/current", "{}"));
      case "run": {
        const { id, plan } = order;
        return parseSchedulerStatus(await giveOrder(scheduler, "PUT", "/run", JSON.stringify({ id, plan })));
      }
    }
  } catch (cause) {
    throw new LocalEngineError({
      code: "engine-local/scheduler-silent",
      kind: "fault",
      message: `The scheduler in process ${scheduler.process.pid} does not take orders: ${errorMessage(cause)}.`,
      hint: "Run the same command again: it starts another one.",
      cause,
    });
  }
}
