import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Address, addressSegments } from "@towpath/core";

/** Where the workloads of one service in one environment are kept. Absolute paths. */
export interface ServiceFolders {
  /** Holds a folder for each workload. */
  readonly root: string;
  /** Where it is written who changes workloads at the moment, and the key of these. */
  readonly lockFolder: string;
  readonly lockKey: string;
}

/** Where one workload is kept. Absolute paths. */
export interface WorkloadFolders {
  readonly root: string;
  readonly recordFile: string;
  /** A folder for each artifact, named by the digits of its digest. */
  readonly releases: string;
  /** What each unpacked artifact is made of, in a file named by the digits of its digest. */
  readonly releaseFiles: string;
  /** A file for each instance, and each run of a job. Names sort by the time of the start. */
  readonly logs: string;
  /** The runs of a job, a line for each start and each end. */
  readonly runsFile: string;
}

/** The file with the key that digests of variables are made with. */
export function variablesKeyFile(dataFolder: string): string {
  return join(dataFolder, "workloads", "variables.key");
}

export function serviceFolders(dataFolder: string, service: string, environment: string): ServiceFolders {
  const workloads = join(dataFolder, "workloads");
  return {
    root: join(workloads, segment(service), segment(environment)),
    lockFolder: join(workloads, ".locks"),
    lockKey: `workloads/${service}/${environment}`,
  };
}

export function workloadFolders(of: ServiceFolders, workload: Address): WorkloadFolders {
  return foldersAt(join(of.root, segment(addressSegments(workload).at(-1) ?? "")));
}

/** Every service and environment that has a folder for its workloads, whether or not anything is in it; sorted. */
export async function servicesWithWorkloads(
  dataFolder: string,
): Promise<readonly { readonly service: string; readonly environment: string; readonly folders: ServiceFolders }[]> {
  const workloads = join(dataFolder, "workloads");
  const found: { service: string; environment: string; folders: ServiceFolders }[] = [];
  for (const service of await namesOfFolders(workloads))
    for (const environment of await namesOfFolders(join(workloads, segment(service))))
      found.push({ service, environment, folders: serviceFolders(dataFolder, service, environment) });
  return found;
}

/** The names that {@link segment} made folders of; sorted. */
async function namesOfFolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? nameOf(entry.name) : [])).sort();
}

function nameOf(folder: string): readonly string[] {
  try {
    const name = decodeURIComponent(folder);
    return segment(name) === folder ? [name] : [];
  } catch {
    return []; // not one of ours
  }
}

/** The folders of a workload whose own folder is known. */
export function foldersAt(root: string): WorkloadFolders {
  return {
    root,
    recordFile: join(root, "workload.json"),
    releases: join(root, "releases"),
    releaseFiles: join(root, "release-files"),
    logs: join(root, "logs"),
    runsFile: join(root, "runs.jsonl"),
  };
}

/** A name as one segment of a path: whatever it holds, it leads neither up nor down. */
function segment(name: string): string {
  return encodeURIComponent(name).replace(/^\./, "%2E") || "%00";
}
