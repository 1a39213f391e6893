import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { processesIn } from "../processes/processes-in.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { noteOrigin } from "./claim-folder.ts";
import type { LocalFolders } from "./local-folders.ts";
import { readIfThere, writePrivateFile } from "./private-files.ts";

/** Folders of records; what users and servers keep in them is not looked into. */
const RECORDS = ["workloads", "buckets", "servers", "schedules"];
const NOT_RECORDS = new Set(["data", "releases", "logs", "node_modules"]);
/** No process ever starts with this token. */
const ELSEWHERE = "elsewhere";
const GRACE_MS = 10_000;

/**
 * Makes a folder from elsewhere one of this machine: what still runs in it is ended, every record is changed so that it
 * names no process, and it is written down where the folder is now. Data, ports and names stay.
 *
 * @returns how many records named a process, and how many processes were ended
 */
export async function adoptFolder(
  folders: LocalFolders,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<{ readonly records: number; readonly ended: number }> {
  const running = [...new Set([folders.data, folders.servers])].flatMap((root) =>
    processesIn(root).filter(({ folder }) => root === folders.data || !`${folder}/`.startsWith(`${folders.data}/`)),
  );
  for (const { pid, startToken } of running)
    await stopProcess({ pid, startToken, startedAt: "" }, { graceMs: GRACE_MS, clock, signal });
  let records = 0;
  for (const root of new Set([...RECORDS.map((name) => join(folders.data, name)), folders.servers]))
    for (const file of await recordsBelow(root)) {
      const before = parsed(await readIfThere(file));
      if (before === undefined) continue;
      const after = withoutProcesses(before);
      if (JSON.stringify(after) === JSON.stringify(before)) continue;
      await writePrivateFile(file, `${JSON.stringify(after, undefined, 2)}\n`);
      records += 1;
    }
  await noteOrigin(folders);
  return { records, ended: running.length };
}

async function recordsBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !NOT_RECORDS.has(entry.name)) found.push(...(await recordsBelow(path)));
    else if (entry.isFile() && entry.name.endsWith(".json")) found.push(path);
  }
  return found;
}

/** The same record, naming nobody's process: it is known by its start and by its marker, and both become others. */
export function withoutProcesses(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutProcesses);
  if (!isJsonObject(value)) return value;
  const changed: Record<string, Json> = {};
  for (const [name, part] of Object.entries(value)) {
    const isMarker = /^(?:marker|\w+Marker)$/.test(name) && typeof part === "string";
    changed[name] = isMarker ? randomUUID() : name === "startToken" ? ELSEWHERE : withoutProcesses(part);
  }
  return changed;
}

function parsed(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
