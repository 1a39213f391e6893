import type { Context } from "@towpath/provisioning";
import { findByMarker, newMarker } from "../processes/process-record.ts";
import { stopProcess } from "../processes/stop-process.ts";
import {
  removeSchedulerStart,
  type SchedulerRecord,
  schedulerStatus,
  startScheduler,
} from "../scheduler/scheduler-process.ts";
import type { HostSettings } from "./host-settings.ts";
import type { WorkloadJournal } from "./workload-journal.ts";

/** What the scheduler needs beside the grace of what it runs, to write down how that ended. Milliseconds. */
const WRITE_MS = 2_000;

/** Sees that a scheduler runs and takes orders. One that was killed is replaced, and what it ran is ended. */
export async function ensureScheduler(
  journal: WorkloadJournal,
  settings: HostSettings,
  context: Context,
): Promise<SchedulerRecord> {
  const { scheduler: running, workload } = journal.record();
  if (running && (await schedulerStatus(running))) return running;
  await endScheduler(journal, settings, context);
  const { clock, variables: base } = context;
  const { root: folder, runsFile, logs } = journal.folders;
  const marker = newMarker();
  await journal.write({ schedulerMarker: marker });
  const name = workload.split(".").at(-1) ?? workload;
  const { signal } = new AbortController(); // its own start has a limit of its own, and half a scheduler is of no use
  const scheduler = await startScheduler({ folder, runsFile, logs, name, marker, base, clock, signal });
  await journal.write({ scheduler, schedulerMarker: undefined });
  return scheduler;
}

/** Ends the scheduler and what it runs, also one of which only the intention is known. */
export async function endScheduler(
  journal: WorkloadJournal,
  settings: Pick<HostSettings, "stopGraceMs">,
  { clock }: Pick<Context, "clock">,
): Promise<void> {
  const { scheduler, schedulerMarker } = journal.record();
  if (!scheduler && schedulerMarker === undefined) return;
  const { signal } = new AbortController();
  const unseen = schedulerMarker === undefined ? undefined : findByMarker(schedulerMarker, "");
  for (const process of [scheduler?.process, unseen])
    if (process) await stopProcess(process, { graceMs: settings.stopGraceMs + WRITE_MS, clock, signal });
  if (schedulerMarker !== undefined) await removeSchedulerStart(journal.folders.root, schedulerMarker);
  await journal.write({ scheduler: undefined, schedulerMarker: undefined });
}
