import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, type JsonObject, type ProgressEvent } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { makeFolder } from "../data-folder/private-files.ts";
import { readRecord, writeRecord } from "../data-folder/record-file.ts";
import { findByMarker, isRunning } from "../processes/process-record.ts";
import { startTokenOf } from "../processes/process-table.ts";
import { stopProcess } from "../processes/stop-process.ts";
import type { WorkloadFolders } from "./workload-folders.ts";

/** A job and who waits for it. */
interface JobRecord {
  readonly marker: string;
  readonly startedAt: string;
  readonly runner: { readonly pid: number; readonly startToken: string };
}

/** Writes down that a job is about to start. @returns removes the note when the job has ended */
export async function noteJob(folders: WorkloadFolders, marker: string, now: Date): Promise<() => Promise<void>> {
  const folder = jobsFolder(folders);
  await makeFolder(folder, { serverUser: undefined });
  const file = join(folder, `${marker}.json`);
  const runner = { pid: process.pid, startToken: startTokenOf(process.pid) ?? "" };
  await writeRecord(file, { marker, startedAt: now.toISOString(), runner } satisfies JobRecord);
  return () => rm(file, { force: true });
}

/** Ends the jobs of commands that were killed: a migration must not run beside the next attempt at it. */
export async function endAbandonedJobs(
  folders: WorkloadFolders,
  graceMs: number,
  context: Pick<Context, "clock" | "signal" | "events">,
): Promise<void> {
  const folder = jobsFolder(folders);
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const job = decodeJob(await readRecord(file));
    if (!job || isRunning({ ...job.runner, startedAt: "" })) continue;
    const process = findByMarker(job.marker, job.startedAt);
    if (process) {
      context.events(abandoned(process.pid));
      await stopProcess(process, { graceMs, clock: context.clock, signal: context.signal });
    }
    await rm(file, { force: true });
  }
}

function jobsFolder(folders: WorkloadFolders): string {
  return join(folders.root, "jobs");
}

function decodeJob(value: JsonObject | undefined): JobRecord | undefined {
  if (!value || !isJsonObject(value["runner"])) return undefined;
  const { marker, startedAt, runner } = value;
  const { pid, startToken } = runner;
  if (typeof marker !== "string" || typeof startedAt !== "string") return undefined;
  if (typeof pid !== "number" || typeof startToken !== "string") return undefined;
  return { marker, startedAt, runner: { pid, startToken } };
}

function abandoned(pid: number): ProgressEvent {
  return { type: "notice", message: `Ending process ${pid}, which a command that was killed had started.` };
}
