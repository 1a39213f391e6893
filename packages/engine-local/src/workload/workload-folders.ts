import { join } from "node:path";
import { type Address, addressSegments } from "@towpath/core";

/** Where the workloads of one service in one environment are kept. Absolute paths. */
export interface ServiceFolders {
  /** Holds a folder for each workload. */
  readonly root: string;
  /** Who changes these workloads at the moment. */
  readonly lockFile: string;
}

/** Where one workload is kept. Absolute paths. */
export interface WorkloadFolders {
  readonly root: string;
  readonly recordFile: string;
  /** A folder for each artifact, named by the digits of its digest. */
  readonly releases: string;
  /** A file for each instance. Names sort by the time of the start. */
  readonly logs: string;
}

/** The file with the key that digests of variables are made with. */
export function variablesKeyFile(dataFolder: string): string {
  return join(dataFolder, "workloads", "variables.key");
}

export function serviceFolders(dataFolder: string, service: string, environment: string): ServiceFolders {
  const root = join(dataFolder, "workloads", segment(service), segment(environment));
  return { root, lockFile: join(root, "lock.json") };
}

export function workloadFolders(of: ServiceFolders, workload: Address): WorkloadFolders {
  return foldersAt(join(of.root, segment(addressSegments(workload).at(-1) ?? "")));
}

/** The folders of a workload whose own folder is known. */
export function foldersAt(root: string): WorkloadFolders {
  return {
    root,
    recordFile: join(root, "workload.json"),
    releases: join(root, "releases"),
    logs: join(root, "logs"),
  };
}

/** A name as one segment of a path: whatever it holds, it leads neither up nor down. */
function segment(name: string): string {
  return encodeURIComponent(name).replace(/^\./, "%2E") || "%00";
}
