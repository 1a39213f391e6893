import { existsSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Address } from "@towpath/core";
import { type Context, fileStore, type Instance, readState, type Target } from "@towpath/provisioning";
import { allEnded } from "../processes/all-ended.ts";
import { describeInstance } from "./describe-instance.ts";
import type { HostSettings } from "./host-settings.ts";
import { endInstance } from "./instance.ts";
import { foldersAt, type ServiceFolders, serviceFolders, type WorkloadFolders } from "./workload-folders.ts";
import { openJournal, readRecord, type WorkloadJournal } from "./workload-journal.ts";
import { type WorkloadLock, withWorkloadLock } from "./workload-lock.ts";
import { endProxy } from "./workload-proxy.ts";
import type { WorkloadRecord } from "./workload-record.ts";
import { endScheduler } from "./workload-scheduler.ts";

/** Every workload that is on record for a service in an environment, whether or not its manifest still names it. */
export async function recordedWorkloads(
  of: ServiceFolders,
): Promise<readonly { readonly folders: WorkloadFolders; readonly record: WorkloadRecord }[]> {
  const entries = await readdir(of.root, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const folders = foldersAt(join(of.root, name));
        const record = await readRecord(folders);
        return record ? [{ folders, record }] : [];
      }),
  );
  return found.flat();
}

/** Ends every instance and every proxy. Ports stay on record, unpacked releases and logs stay where they are. */
export async function stopWorkloads(
  target: Target,
  settings: HostSettings,
  context: Context,
): Promise<readonly Instance[]> {
  const folders = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);
  return stopWorkloadsIn(folders, settings, context);
}

/** The same for a service of which only the folders are known. */
export async function stopWorkloadsIn(
  folders: ServiceFolders,
  settings: HostSettings,
  context: Context,
): Promise<readonly Instance[]> {
  if ((await recordedWorkloads(folders)).length === 0) return [];
  return withWorkloadLock(folders, settings.lockWaitMs, context, async (lock) => {
    const stopped = await allEnded(
      (await recordedWorkloads(folders)).map(async ({ folders: of, record }) =>
        stopWorkload(await openJournal(of, record.workload, lock), settings, context),
      ),
    );
    return stopped.flat();
  });
}

/** Removes what {@link stopWorkloads} leaves: releases, logs, ports. */
export async function removeWorkloads(target: Target, settings: HostSettings, context: Context): Promise<void> {
  const folders = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);
  if (!existsSync(folders.root) && !(await isLocked(folders))) return;
  await withWorkloadLock(folders, settings.lockWaitMs, context, async () => {
    await rm(folders.root, { recursive: true, force: true });
    await rmdir(dirname(folders.root)).catch(() => undefined); // another environment of it has workloads, too
  });
}

/** Also by one that was killed when all but its lock was gone: whoever takes that removes it. */
async function isLocked({ lockFolder, lockKey }: ServiceFolders): Promise<boolean> {
  return (await readState(fileStore(lockFolder), lockKey)).lock !== undefined;
}

/** Ends the workloads that the manifest names no more. */
export async function retireAbsent(
  folders: ServiceFolders,
  present: ReadonlySet<Address>,
  lock: WorkloadLock,
  settings: HostSettings,
  context: Context,
): Promise<void> {
  for (const { folders: of, record } of await recordedWorkloads(folders)) {
    if (present.has(record.workload)) continue;
    const journal = await openJournal(of, record.workload, lock);
    const ended = await stopWorkload(journal, settings, context);
    if (journal.record().serving) await journal.write({ serving: undefined });
    if (ended.length > 0)
      context.events({ type: "notice", message: `${record.workload} is in the manifest no more and was ended.` });
  }
}

async function stopWorkload(
  journal: WorkloadJournal,
  settings: HostSettings,
  context: Context,
): Promise<readonly Instance[]> {
  const { serving, starting, leaving } = journal.record();
  const instances = [...(serving ? [serving] : []), ...(starting ? [starting] : []), ...leaving];
  await endProxy(journal, context); // first: whoever asks now is refused at once, who is served is served to the end
  await endScheduler(journal, settings, context);
  await allEnded(instances.map((instance) => endInstance(instance, settings, context)));
  // That a job has run for a release stays true.
  const hasRun = serving?.kind === "job" && serving.schedule === undefined;
  await journal.write({ serving: hasRun ? serving : undefined, starting: undefined, weight: undefined, leaving: [] });
  const ended = hasRun ? instances.filter((instance) => instance !== serving) : instances;
  return ended.map((instance) => describeInstance(journal.record(), instance, "stopped"));
}
