/** Why a command was stopped: by a person or by whoever runs the process. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * A signal that aborts at the first Ctrl-C, SIGTERM or SIGHUP, and when nobody reads the output any more (`logs --follow |
 * head`): what runs then finishes or undoes its step. A second one ends the process at once; the next run converges all
 * the same.
 */
export function abortOnSignals(say: (text: string) => void): {
  readonly signal: AbortSignal;
  /** Stops it for another reason, in the same way. */
  readonly stop: (reason: Error) => void;
  readonly close: () => void;
} {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    say("Stopping after the present step; press Ctrl-C again to stop at once.");
    controller.abort(new Interrupted("interrupted"));
  };
  const onClosed = (): void => controller.abort(new Interrupted("nobody reads the output"));
  process.stdout.on("error", onClosed);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    stop: (reason) => controller.abort(reason),
    close: () => {
      for (const signal of signals) process.off(signal, onSignal);
      process.stdout.off("error", onClosed);
    },
  };
}
