import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WorkloadFolders } from "./workload-folders.ts";

const KEPT_LOGS = 10;

/** A log of one instance. */
export interface LogFile {
  readonly path: string;
  readonly instance: string;
}

/** The logs of a workload, the oldest first. */
export async function logFiles(folders: Pick<WorkloadFolders, "logs">): Promise<readonly LogFile[]> {
  const names = await readdir(folders.logs).catch(() => []);
  return names.sort().flatMap((name) => {
    const instance = /^\d{4}-\d\d-\d\dT[\d-]+Z-(.+)\.log$/.exec(name)?.[1];
    return instance === undefined ? [] : [{ path: join(folders.logs, name), instance }];
  });
}

/** Removes the oldest logs. */
export async function pruneLogs(folders: Pick<WorkloadFolders, "logs">): Promise<void> {
  for (const { path } of (await logFiles(folders)).slice(0, -KEPT_LOGS)) await rm(path, { force: true });
}
