import { randomUUID } from "node:crypto";
import { type Clock, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { stopProcess } from "../processes/stop-process.ts";
import { noteOrigin } from "./claim-folder.ts";
import type { LocalFolders } from "./local-folders.ts";
import { processesOf } from "./processes-of.ts";
import { readRecord, writeRecord } from "./record-file.ts";
import { isMarker, recordFiles } from "./recorded-processes.ts";

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
  const running = processesOf(folders);
  for (const { pid, startToken } of running)
    await stopProcess({ pid, startToken, startedAt: "" }, { graceMs: GRACE_MS, clock, signal });
  let records = 0;
  for (const file of await recordFiles(folders)) {
    const before = await readRecord(file);
    if (before === undefined) continue;
    const after = withoutProcesses(before);
    if (JSON.stringify(after) === JSON.stringify(before)) continue;
    await writeRecord(file, after);
    records += 1;
  }
  await noteOrigin(folders);
  return { records, ended: running.length };
}

/** The same record, naming nobody's process: it is known by its start and by its marker, and both become others. */
export function withoutProcesses(record: JsonObject): JsonObject {
  const changed: Record<string, Json> = {};
  for (const [name, part] of Object.entries(record)) {
    const isMark = isMarker(name) && typeof part === "string";
    changed[name] = isMark ? randomUUID() : name === "startToken" ? ELSEWHERE : valueWithoutProcesses(part);
  }
  return changed;
}

function valueWithoutProcesses(value: Json): Json {
  if (Array.isArray(value)) return value.map(valueWithoutProcesses);
  return isJsonObject(value) ? withoutProcesses(value) : value;
}
