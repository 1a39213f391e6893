import { readdir } from "node:fs/promises";
import { isJsonObject, type JsonObject } from "@towpath/core";
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
