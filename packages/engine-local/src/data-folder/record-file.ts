import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { isJsonObject, type JsonObject } from "@towpath/core";
import { LocalEngineError } from "../errors.ts";
import { codeOf, readIfThere, writePrivateFile } from "./private-files.ts";

/** What stands in a file of ours; undefined where there is none, and where it was damaged from outside: as if nobody had written it. */
export async function readRecord(file: string): Promise<JsonObject | undefined> {
  const text = await readIfThere(file);
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * For who would take a thing without a record for one that is gone.
 *
 * @throws {LocalEngineError} `engine-local/record-damaged` where something stands in the file, which cannot be read
 */
export function refuseDamaged(file: string): undefined {
  if (!existsSync(file)) return undefined;
  throw new LocalEngineError({
    code: "engine-local/record-damaged",
    kind: "fault",
    message: `${file} cannot be read: it is damaged. What it speaks of is left as it is.`,
    hint: "Put it back from a backup. Without one, move it away: the next apply makes the thing anew beside the data of before.",
  });
}

/**
 * Writes a record as {@link writePrivateFile} writes a file.
 *
 * @param record begins with its kind and the version of its format, such as `tenant: 1`
 * @throws {LocalEngineError} `engine-local/folder-unwritable` or `engine-local/disk-full`
 */
export async function writeRecord(file: string, record: object): Promise<void> {
  await writePrivateFile(file, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** What a folder of records holds, by name; nothing where there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
}
