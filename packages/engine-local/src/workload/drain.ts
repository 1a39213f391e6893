import type { Clock } from "@towpath/core";
import { isRunning } from "../processes/process-record.ts";
import { type ProxyRecord, proxyStatus } from "../proxy/proxy-process.ts";
import type { InstanceRecord } from "./workload-record.ts";

const PAUSE_MS = 20;

/**
 * Waits until an instance that gets no new requests has answered the last one, at most `limitMs`. Connections that were
 * upgraded are not waited for: they have no end of their own, and the service may close them properly at SIGTERM.
 */
export async function drain(
  proxy: ProxyRecord,
  instance: InstanceRecord,
  limitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const deadline = clock.monotonic() + limitMs;
  while (!signal.aborted && clock.monotonic() < deadline) {
    const status = await proxyStatus(proxy);
    const busy = status?.backends.find(({ port, digest }) => port === instance.port && digest === instance.artifact);
    // A proxy that does not answer for a moment has not said that nothing is under way.
    if (status ? !busy || busy.requests === 0 : !isRunning(proxy.process)) return;
    await clock.sleep(PAUSE_MS, signal).catch(() => {}); // interrupted: no more waiting
  }
}
