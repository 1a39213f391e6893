import type { Address } from "@towpath/core";
import { makeFolder, readIfThere, writePrivateFile } from "../data-folder/private-files.ts";
import { parseRecord } from "./parse-record.ts";
import type { WorkloadFolders } from "./workload-folders.ts";
import type { WorkloadLock } from "./workload-lock.ts";
import { emptyRecord, type WorkloadRecord } from "./workload-record.ts";

/** A workload's record, for who holds the lock: each change is on the disk before what it announces begins. */
export interface WorkloadJournal {
  readonly folders: WorkloadFolders;
  record(): WorkloadRecord;
  /** @throws {ProvisioningError} `provisioning/lock-lost` when the lock was lost meanwhile */
  write(change: Partial<WorkloadRecord>): Promise<void>;
}

/** What is written down of a workload, or undefined where there is nothing. */
export async function readRecord(folders: WorkloadFolders): Promise<WorkloadRecord | undefined> {
  const text = await readIfThere(folders.recordFile);
  return text === undefined ? undefined : parseRecord(text, folders.recordFile);
}

export async function openJournal(
  folders: WorkloadFolders,
  workload: Address,
  lock: WorkloadLock,
): Promise<WorkloadJournal> {
  await makeFolder(folders.root, { serverUser: undefined });
  let record = (await readRecord(folders)) ?? emptyRecord(workload);
  return {
    folders,
    record: () => record,
    async write(change) {
      lock.verify();
      const next = { ...record, ...change };
      await writePrivateFile(folders.recordFile, JSON.stringify(next, undefined, 2));
      record = next;
    },
  };
}
