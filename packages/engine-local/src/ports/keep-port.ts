import type { Clock } from "@towpath/core";
import { choosePort, isPortFree } from "./port.ts";

const PATIENCE_MS = 1_000;
const LOOK_MS = 50;

/**
 * The port that a server had, or another where that one is taken for good: the kernel may take a moment to free the ports of
 * a process that was killed.
 */
export async function keepPort(
  kept: number | undefined,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<number> {
  if (kept === undefined) return choosePort();
  const deadline = clock.monotonic() + PATIENCE_MS;
  while (!(await isPortFree(kept))) {
    if (clock.monotonic() >= deadline) return choosePort();
    await clock.sleep(LOOK_MS, signal);
  }
  return kept;
}
