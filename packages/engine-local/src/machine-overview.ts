import type { LocalFolders } from "./data-folder/local-folders.ts";
import { isRunning } from "./processes/process-record.ts";
import { listServers } from "./servers/list-servers.ts";
import type { ServiceOnMachine } from "./stop-everything.ts";
import { usersOf } from "./stop-servers.ts";
import { recordedWorkloads } from "./workload/stop-workloads.ts";
import { serviceFolders } from "./workload/workload-folders.ts";

/** A server of this user, whether or not it runs. */
export interface ServerHere {
  readonly title: string;
  /** The type of the resources that it serves. */
  readonly type: string;
  readonly status: "running" | "stopped";
  readonly pid?: number | undefined;
  /** The port that it has, or had last. */
  readonly port?: number | undefined;
  /** Whose resources it holds, as `SERVICE/ENVIRONMENT`; sorted. */
  readonly usedBy: readonly string[];
  readonly folder: string;
}

/** A workload by what is written down of it alone. */
export interface WorkloadOnRecord {
  readonly workload: string;
  readonly isRunning: boolean;
  readonly port?: number | undefined;
}

/** Every server of this user. Starts and writes nothing. */
export async function serversHere(folders: LocalFolders): Promise<readonly ServerHere[]> {
  return (await listServers(folders)).map(({ title, type, pid, port, things, folder }) => ({
    title,
    type,
    status: pid === undefined ? "stopped" : "running",
    pid,
    port,
    usedBy: usersOf(things),
    folder,
  }));
}

/** What is on record of a service's workloads, for who has no graph of it. */
export async function workloadsOnRecord(
  folders: LocalFolders,
  { service, environment }: ServiceOnMachine,
): Promise<readonly WorkloadOnRecord[]> {
  const records = await recordedWorkloads(serviceFolders(folders.data, service, environment));
  return records.map(({ record }) => ({
    workload: record.workload,
    isRunning: record.serving?.process !== undefined && isRunning(record.serving.process),
    port: record.port,
  }));
}
