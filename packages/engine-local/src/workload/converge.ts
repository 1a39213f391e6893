import type { Context } from "@towpath/provisioning";
import { drain } from "./drain.ts";
import { proxyDifferences } from "./front-differences.ts";
import type { HostSettings } from "./host-settings.ts";
import { endInstance, isAlive } from "./instance.ts";
import type { WorkloadJournal } from "./workload-journal.ts";
import { endProxy, ensureProxy, targetOf } from "./workload-proxy.ts";
import { endScheduler } from "./workload-scheduler.ts";

/**
 * Finishes or undoes what a command that was killed began: what serves goes on serving, what was not yet proven and what was
 * about to leave are ended. A proxy that is not as it is to be is put right.
 *
 * @returns what was found amiss of the proxy, as sentences
 */
export async function converge(
  journal: WorkloadJournal,
  settings: HostSettings,
  context: Context,
): Promise<readonly string[]> {
  const { serving, starting, leaving, proxy, proxyMarker } = journal.record();
  const unwanted = [...leaving, ...(starting ? [starting] : [])];
  const amiss: string[] = [];
  if (serving?.kind === "server") {
    if (isAlive(serving))
      amiss.push(...(await proxyDifferences(journal.record(), serving)).map(({ sentence }) => sentence));
    const front = await ensureProxy(journal, targetOf(serving), context);
    // They get no requests any more, and answer those that they have.
    for (const instance of unwanted) await drain(front, instance, settings.drainMs, context.clock, context.signal);
  } else if (proxy || proxyMarker !== undefined) await endProxy(journal, context);
  if (serving?.kind !== "job") await endScheduler(journal, settings, context);
  if (unwanted.length === 0) return amiss;
  for (const instance of unwanted) await endInstance(instance, settings, context);
  await journal.write({ starting: undefined, weight: undefined, leaving: [] });
  return amiss;
}
