import { lstat, open, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { compareText } from "@towpath/core";
import type { RecordStore } from "@towpath/evidence";
import { OperationError } from "../errors.ts";

/** More than any statement is, in bytes. */
const LARGEST = 64 * 1_024 ** 2;

/**
 * A record that lies in a folder as plain files, one a key, to be read only: what `evidence pack` writes. The folder may be
 * anybody's: links, devices and what is too large are not there.
 *
 * @param folder absolute
 */
export function folderRecord(folder: string): RecordStore {
  let listed: Promise<ReadonlySet<string>> | undefined;
  const keys = () => {
    listed ??= plainFiles(folder).then((files) => new Set(files));
    return listed;
  };
  return {
    async read(key) {
      if (!(await keys()).has(key)) return undefined;
      const file = await open(join(folder, key), "r");
      try {
        const { size } = await file.stat();
        return size > LARGEST ? undefined : { bytes: await file.readFile(), version: "1" };
      } finally {
        await file.close();
      }
    },
    async write() {
      throw new OperationError({
        code: "operation/pack-folder",
        message: `The record in ${folder} is a copy: nothing is added to it.`,
        hint: "Evidence is added by build, test, apply and deploy.",
      });
    },
    async *list(prefix) {
      for (const key of await keys()) if (key.startsWith(prefix)) yield key;
    },
  };
}

/** The plain files below a folder, relative to it, with `/`. */
export async function plainFiles(folder: string): Promise<readonly string[]> {
  const isFolder = await lstat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [];
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((one) => one.isFile())
    .map((one) => relative(folder, join(one.parentPath, one.name)).split(sep).join("/"))
    .sort(compareText);
}
