import { errorMessage, isAbort, TowpathError } from "@towpath/core";
import { EXIT_CODES, printable, type Status, stackLines } from "@towpath/report";
import { ActionError } from "../errors.ts";
import { command } from "../protocol/command.ts";
import type { WorkflowLog } from "../protocol/workflow-log.ts";

const STATUS_BY_KIND = { user: "invalid", refused: "failed", fault: "fault" } as const satisfies Record<
  TowpathError["kind"],
  Status
>;

/** How an action ends that threw. */
export function statusOfError(thrown: unknown, signal: AbortSignal): Status {
  if (signal.aborted && isAbort(thrown, signal)) return "interrupted";
  return thrown instanceof TowpathError ? STATUS_BY_KIND[thrown.kind] : "fault";
}

/**
 * Says what was thrown as one annotation; its stack only where the run was started with debug logging.
 *
 * @returns the step's exit code
 */
export function showError(thrown: unknown, signal: AbortSignal, log: WorkflowLog, isDebug: boolean): number {
  const status = statusOfError(thrown, signal);
  if (status === "interrupted") {
    log.text("Interrupted: the run was cancelled.");
    return EXIT_CODES.interrupted;
  }
  const error = thrown instanceof TowpathError ? thrown : unexpected(thrown);
  if (isDebug) showStack(thrown, log);
  const text = [error.message, error.hint].filter((part) => part !== undefined).join("\n");
  const message = text.split("\n").map(printable).join("\n");
  const { start } = error.place?.range ?? {};
  const file = error.place && printable(error.place.file);
  log.commands(command("error", message, { file, line: start?.line, col: start?.column, title: error.code }));
  return EXIT_CODES[status];
}

/** Prints an error's stack and those of its causes. */
export function showStack(thrown: unknown, log: WorkflowLog): void {
  log.text(stackLines(thrown).join("\n"));
}

function unexpected(thrown: unknown): ActionError {
  return new ActionError({
    code: "action-kit/unexpected",
    kind: "fault",
    message: `Something went wrong that Towpath did not expect: ${errorMessage(thrown)}`,
    hint: "Run the job again with debug logging and report what it prints.",
    cause: thrown,
  });
}
