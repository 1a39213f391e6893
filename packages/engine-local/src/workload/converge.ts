import type { Context } from "@towpath/provisioning";
import type { HostSettings } from "./host-settings.ts";
import { endInstance } from "./instance.ts";
import type { WorkloadJournal } from "./workload-journal.ts";
import { endProxy, ensureProxy, targetOf } from "./workload-proxy.ts";

/**
 * Finishes or undoes what a command that was killed began: what serves goes on serving, what was not yet proven and what was
 * about to leave are ended.
 */
export async function converge(journal: WorkloadJournal, settings: HostSettings, context: Context): Promise<void> {
  const { serving, starting, leaving, proxy, proxyMarker } = journal.record();
  if (serving) await ensureProxy(journal, targetOf(serving), context);
  else if (proxy || proxyMarker !== undefined) await endProxy(journal, context);
  const unwanted = [...leaving, ...(starting ? [starting] : [])];
  if (unwanted.length === 0) return;
  for (const instance of unwanted) await endInstance(instance, settings, context);
  await journal.write({ starting: undefined, leaving: [] });
}
