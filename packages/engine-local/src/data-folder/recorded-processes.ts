import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject } from "@towpath/core";
import type { LocalFolders } from "./local-folders.ts";
import { readRecord } from "./record-file.ts";

/** Top folders that hold no records of processes, or those of other data folders of root. */
const NO_RECORDS = new Set(["state", "artifacts", "cache", "elsewhere"]);
/** What services and servers keep in a folder is theirs; a service may well be called like that itself. */
const THEIRS = new Set(["data", "releases", "release-files", "logs", "node_modules"]);
/** `workloads/SERVICE/ENVIRONMENT/WORKLOAD/logs`, `servers/postgres/17/data`, `buckets/ID/data`. */
const DEPTH_OF_THEIRS: Readonly<Record<string, number>> = { workloads: 4, buckets: 2 };

/** Every file of records below the data folder and the servers' folder. */
export async function recordFiles({
  data,
  servers,
}: Pick<LocalFolders, "data" | "servers">): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(data, { withFileTypes: true }).catch(() => []))
    if (entry.isDirectory() && !NO_RECORDS.has(entry.name))
      found.push(...(await jsonBelow(join(data, entry.name), 1, DEPTH_OF_THEIRS[entry.name] ?? 1)));
  if (servers !== join(data, "servers")) found.push(...(await jsonBelow(servers, 1, 1)));
  return found;
}

/** What the records name of processes: numbers with their start, and markers. */
export interface RecordedProcesses {
  /** `PID START` of each. */
  readonly starts: ReadonlySet<string>;
  readonly pids: ReadonlySet<number>;
  readonly markers: ReadonlySet<string>;
}

/** Reads every record, whoever wrote it: all of them name a process in the same way. */
export async function recordedProcesses(folders: Pick<LocalFolders, "data" | "servers">): Promise<RecordedProcesses> {
  const [starts, pids, markers] = [new Set<string>(), new Set<number>(), new Set<string>()];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    if (!isJsonObject(value)) return;
    const { pid, startToken } = value;
    if (typeof pid === "number" && typeof startToken === "string") {
      starts.add(`${pid} ${startToken}`);
      pids.add(pid);
    }
    for (const [name, part] of Object.entries(value))
      if (isMarker(name) && typeof part === "string") markers.add(part);
      else collect(part);
  };
  for (const file of await recordFiles(folders)) collect(await readRecord(file));
  return { starts, pids, markers };
}

/** True for the name of what a process carries, so that it is found by it: `marker`, `proxyMarker`. */
export function isMarker(name: string): boolean {
  return /^(?:marker|\w+Marker)$/.test(name);
}

async function jsonBelow(folder: string, depth: number, depthOfTheirs: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    const isTheirs = depth >= depthOfTheirs && THEIRS.has(entry.name);
    if (entry.isDirectory() && !isTheirs) found.push(...(await jsonBelow(path, depth + 1, depthOfTheirs)));
    else if (entry.isFile() && entry.name.endsWith(".json")) found.push(path);
  }
  return found;
}
