import { TowpathError } from "@towpath/core";
import type { Context } from "@towpath/provisioning";

/** How long a store that does not answer is asked again, in milliseconds. Others may take the lock after a minute. */
const STORE_PATIENCE_MS = 45_000;
/** The same once the run was interrupted: Terraform still has to write what it made. */
const INTERRUPTED_PATIENCE_MS = 20_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;

const PASSING: ReadonlySet<string> = new Set([
  "provisioning/store-unreachable",
  "provisioning/store-unreadable",
  "provisioning/store-unwritable",
]);
const NEVER = new AbortController().signal;

/**
 * Asks a store until it answers. What will not be otherwise the next time is thrown at once: that somebody else wrote, that
 * the lock was lost, that it is sealed with another key.
 *
 * @param longestMs after that the last error is thrown
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  { clock, signal }: Pick<Context, "clock" | "signal">,
  longestMs = STORE_PATIENCE_MS,
): Promise<T> {
  const begunAt = clock.monotonic();
  const deadline = () => begunAt + (signal.aborted ? Math.min(longestMs, INTERRUPTED_PATIENCE_MS) : longestMs);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (!mayPass(error) || clock.monotonic() + pauseMs >= deadline()) throw error;
    }
    await clock.sleep(pauseMs, NEVER);
  }
}

/** An error that is none of ours comes from a store of somebody's own: it may be anything. */
function mayPass(error: unknown): boolean {
  return error instanceof TowpathError ? PASSING.has(error.code) : !(error instanceof TypeError);
}
