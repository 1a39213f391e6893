/** A signal that aborts when the runner cancels the step, until it is closed. */
export interface Cancellation {
  readonly signal: AbortSignal;
  /** Ends the listening. */
  close(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Listens for the runner: it sends SIGINT, SIGTERM 7.5 seconds later, and kills 2.5 seconds after that. The first aborts,
 * the second ends the process with 130. Source: actions/runner, src/Runner.Sdk/ProcessInvoker.cs.
 */
export function onCancellation(): Cancellation {
  const controller = new AbortController();
  const cancel = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, cancel);
  return {
    signal: controller.signal,
    close: () => {
      for (const name of SIGNALS) process.off(name, cancel);
    },
  };
}
