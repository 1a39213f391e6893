import { isJson, isJsonObject, type JsonObject, own } from "@towpath/core";
import type { RepositoryFiles } from "../../../repository/index.ts";

const known = new WeakMap<RepositoryFiles, Map<string, JsonObject | undefined>>();

/** A JSON file's object, read once for all rules; undefined for what is none. Lock files are too large to be read twice. */
export function jsonFile(files: RepositoryFiles, path: string): JsonObject | undefined {
  const read = known.get(files) ?? new Map<string, JsonObject | undefined>();
  known.set(files, read);
  if (!read.has(path)) read.set(path, parsed(files.text(path)));
  return read.get(path);
}

function parsed(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) && isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A member that is an object; an empty one where it is none. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const member = own(object, key);
  return member !== undefined && isJsonObject(member) ? member : {};
}

/** The members that are texts. */
export function textsIn(object: JsonObject): ReadonlyMap<string, string> {
  return new Map(Object.entries(object).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])));
}
