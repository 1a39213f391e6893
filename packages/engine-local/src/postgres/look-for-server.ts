import type { Clock } from "@towpath/core";
import type { Cluster } from "./cluster.ts";
import { type Postmaster, runningPostmaster } from "./postmaster.ts";

/** Someone else starts or stops it at this moment; longer than this takes only a recovery. */
const LIMIT_MS = 15_000;
const LOOK_MS = 25;

/**
 * The cluster's server as it is, and never started: one that is on its way up or down is waited for, for a while.
 *
 * @returns undefined where none runs
 */
export async function lookForServer(
  cluster: Cluster,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Postmaster | undefined> {
  const deadline = clock.monotonic() + LIMIT_MS;
  for (;;) {
    const server = await runningPostmaster(cluster);
    if (!server || server.status === "ready" || clock.monotonic() > deadline) return server;
    await clock.sleep(LOOK_MS, signal);
  }
}
