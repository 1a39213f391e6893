import type { Clock } from "@towpath/core";
import { LocalEngineError } from "../errors.ts";
import { livingProcess } from "../processes/process-table.ts";
import type { Cluster } from "./cluster.ts";
import { runningPostmaster } from "./postmaster.ts";

/** SIGINT ends every connection and writes all to the disk; SIGQUIT leaves the rest to recovery at the next start. */
const SIGNALS = [
  { signal: "SIGINT", waitMs: 30_000 },
  { signal: "SIGQUIT", waitMs: 10_000 },
] as const;

/**
 * Stops a cluster's server. Data stays. Does nothing where none runs.
 *
 * @throws {LocalEngineError} `engine-local/postgres-not-stopped`
 */
export async function stopCluster(
  cluster: Cluster,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const running = await runningPostmaster(cluster);
  if (!running) return;
  const token = livingProcess(running.pid)?.startToken;
  const hasEnded = () => token === undefined || livingProcess(running.pid)?.startToken !== token;
  for (const step of SIGNALS) {
    const deadline = clock.monotonic() + step.waitMs;
    if (hasEnded()) return;
    send(running.pid, step.signal);
    while (clock.monotonic() < deadline) {
      if (hasEnded()) return;
      await clock.sleep(20, signal);
    }
  }
  throw new LocalEngineError({
    code: "engine-local/postgres-not-stopped",
    kind: "fault",
    message: `PostgreSQL ${cluster.major} (process ${running.pid}) does not stop.`,
    hint: `See ${cluster.log}. Its data is safe also when it is ended by force: kill -9 ${running.pid}`,
  });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between, or is not ours to signal: what lives on is found by the next look.
  }
}
