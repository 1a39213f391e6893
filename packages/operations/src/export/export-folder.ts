import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { digestBytes, isJsonObject } from "@towpath/core";
import { whyNotWritten } from "../documents/write-output.ts";
import { OperationError } from "../errors.ts";

/** What was written to a folder, with digests: what differs is somebody's own by now. */
const LIST = ".towpath-export.json";

/** A file of an export; one that is private is for its owner alone, and is written over by no later export. */
export interface ExportedFile {
  readonly bytes: Uint8Array | string;
  readonly isPrivate?: boolean | undefined;
}

/**
 * Writes files to a folder that is new, empty, or holds nothing but what an earlier export wrote. What that wrote and this one
 * does not is removed.
 *
 * @param folder absolute
 * @param shown as the user named it
 * @param files by path relative to the folder
 * @throws {OperationError} `operation/export-folder` for a folder with anything else in it; `operation/output-file`
 */
export function writeExport(folder: string, shown: string, files: ReadonlyMap<string, ExportedFile>): void {
  const before = requireOwn(folder, shown);
  try {
    for (const path of before) if (!files.has(path)) rmSync(join(folder, path));
    for (const [path, { bytes, isPrivate }] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // Nobody may have put another file there meanwhile: what is private is made anew.
      writeFileSync(join(folder, path), bytes, isPrivate ? { mode: 0o600, flag: "wx" } : {});
    }
    const digests = [...files]
      .filter(([, { isPrivate }]) => !isPrivate)
      .map(([path, { bytes }]) => [path, digestBytes(bytes)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(
      join(folder, LIST),
      `${JSON.stringify({ export: 1, files: Object.fromEntries(digests) }, null, 2)}\n`,
    );
  } catch (error) {
    throw new OperationError({
      code: "operation/output-file",
      message: `The module could not be written: ${whyNotWritten(error, shown)}.`,
      hint: "Name a folder that you may write to, or one that is not there yet.",
      cause: error,
    });
  }
}

/** The paths of an earlier export. @throws {OperationError} `operation/export-folder` */
function requireOwn(folder: string, shown: string): readonly string[] {
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (!there) return [];
  if (!there.isDirectory()) throw foreign(shown, "is no folder");
  const found = pathsIn(folder, shown).filter((path) => path !== LIST);
  const known = readList(join(folder, LIST));
  for (const path of found) {
    const digest = known.get(path);
    if (digest === undefined) throw foreign(shown, `has something else in it: ${path}`);
    if (digestBytes(readFileSync(join(folder, path))) !== digest)
      throw foreign(shown, `was worked on since it was written: ${path} has changed`);
  }
  return found;
}

function pathsIn(folder: string, shown: string): readonly string[] {
  const paths: string[] = [];
  const walk = (within: string): void => {
    for (const entry of readdirSync(join(folder, within), { withFileTypes: true })) {
      const path = within === "" ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) paths.push(path);
      else throw foreign(shown, `has something else in it: ${path}`);
    }
  };
  walk("");
  return paths;
}

function readList(path: string): ReadonlyMap<string, string> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return new Map();
  try {
    const list: unknown = JSON.parse(readFileSync(path, "utf8"));
    const files = isJsonObject(list) && list["export"] === 1 ? list["files"] : undefined;
    if (files === undefined || !isJsonObject(files)) return new Map();
    return new Map(Object.entries(files).map(([name, digest]) => [name, String(digest)]));
  } catch {
    return new Map(); // then everything in the folder is somebody else's
  }
}

function foreign(shown: string, why: string): OperationError {
  return new OperationError({
    code: "operation/export-folder",
    kind: "refused",
    message: `${shown} ${why}, so nothing is written there.`,
    hint: "Name another folder with -o, or move this one away.",
    place: { file: shown },
  });
}
