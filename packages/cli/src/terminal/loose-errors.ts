import { Console } from "node:console";
import { errorMessage, TowpathError } from "@towpath/core";

/**
 * Holds what code of others does past whoever waits for it: drivers and rules of a platform's own run in this process. What
 * they print goes to standard error, where it cannot break a document on standard output. An error that nobody waits for (a
 * promise that was not awaited, a callback) would end the process in the middle, with a stack; here it stops the run as
 * Ctrl-C does, and is what the run failed for.
 */
export function holdLooseErrors(stop: (error: Error) => void): { readonly close: () => void } {
  const ownConsole = { ...globalThis.console };
  Object.assign(globalThis.console, new Console(process.stderr, process.stderr));
  const onError = (thrown: unknown): void => stop(looseError(thrown));
  process.on("uncaughtException", onError);
  return {
    close: () => {
      process.off("uncaughtException", onError);
      Object.assign(globalThis.console, ownConsole);
    },
  };
}

function looseError(thrown: unknown): TowpathError {
  return new TowpathError({
    code: "operation/loose-error",
    kind: "fault",
    message: `An error came from something that nobody waited for: ${errorMessage(thrown)}${placeOf(thrown)}.`,
    hint: "Where it is a driver or a rule of the platform's own: await each promise in it, and handle errors of callbacks. Else run the same command again with --debug and report what it prints.",
    cause: thrown,
  });
}

/** Where it was thrown, outside of Node. */
function placeOf(thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  const [, place] = /(?:file:\/\/)?(\/[^\s():]+:\d+:\d+)/.exec(stack) ?? [];
  return place === undefined ? "" : ` (${place})`;
}
