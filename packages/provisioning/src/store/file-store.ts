import { createHash, randomUUID } from "node:crypto";
import nodeFiles from "node:fs/promises";
import { join } from "node:path";
import { compareText } from "@towpath/core";
import { Conflict } from "../errors.ts";
import type { Generation, StateStore } from "../state-store.ts";
import { storeUnreadable, storeUnwritable, systemCode } from "./file-store-errors.ts";
import { generationName, generationNumber, KEPT_GENERATIONS, prune } from "./generations.ts";
import { makeFolder, syncFolder } from "./make-folder.ts";
import { keySegments } from "./store-key.ts";

/** What the file store needs of the file system: Node's own functions. Tests pass failing ones. */
export type StoreFiles = Pick<typeof nodeFiles, "link" | "mkdir" | "open" | "readdir" | "readFile" | "stat" | "unlink">;

const ATTEMPTS = 3;

/** What stands in the generation of a key that was removed: an empty file is one that was cut, and no removal. */
const REMOVED = new TextEncoder().encode("removed\n");

function isRemoved(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, REMOVED) === 0;
}

interface StoredGeneration {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/**
 * A state store in a folder, safe between processes.
 *
 * Every write makes a new file, `KEY/@NUMBER`, from a synced temporary file by `link(2)`, which fails when the name is
 * there: of two writers who read the same generation only one can make the next, whatever kills whom. There is no lock
 * file that could be left behind, and nobody ever sees half a file. The last {@link KEPT_GENERATIONS} stay as history.
 *
 * @param folder absolute; made when it is missing, mode 0700 (files 0600)
 * @throws {ProvisioningError} `provisioning/store-unwritable` for a full or read-only disk or missing permission; what was stored stays
 */
export function fileStore(folder: string, files: StoreFiles = nodeFiles): StateStore {
  const folderOf = (key: string) => join(folder, ...keySegments(key));

  async function write(key: string, bytes: Uint8Array, expected: string | "absent"): Promise<string> {
    const home = folderOf(key);
    const last = await newestOrRemoved(files, home);
    const present = last && !isRemoved(last.bytes) ? last : undefined;
    if (expected !== (present ? versionOf(present) : "absent")) throw new Conflict(key);
    // The one after what was looked at: the one after what is there by now would go over another's first write.
    return versionOf(await append(files, home, key, (last?.number ?? 0) + 1, bytes));
  }

  return {
    async read(key) {
      const found = await newest(files, folderOf(key));
      return found && { bytes: found.bytes, version: versionOf(found) };
    },
    async write(key, bytes, expected) {
      if (bytes.length === 0) throw new TypeError("A state store keeps no empty values.");
      return write(key, bytes, expected);
    },
    async remove(key, expected) {
      await write(key, REMOVED, expected);
    },
    async *list(prefix) {
      const keys: string[] = [];
      for await (const key of keysBelow(files, folder, [], prefix)) keys.push(key);
      yield* keys.sort(compareText);
    },
    async *history(key) {
      yield* generationsOf(files, folderOf(key));
    },
  };
}

async function newest(files: StoreFiles, home: string): Promise<StoredGeneration | undefined> {
  const last = await newestOrRemoved(files, home);
  return last && !isRemoved(last.bytes) ? last : undefined;
}

async function newestOrRemoved(files: StoreFiles, home: string): Promise<StoredGeneration | undefined> {
  for (;;) {
    const number = await lastNumber(files, home);
    if (number === 0) return undefined;
    const path = join(home, generationName(number));
    try {
      return { number, bytes: await files.readFile(path) };
    } catch (error) {
      // It was pruned between the listing and the reading: there are newer ones.
      if (systemCode(error) !== "ENOENT") throw storeUnreadable(path, error);
    }
  }
}

async function lastNumber(files: StoreFiles, home: string): Promise<number> {
  return (await generationNumbers(files, home)).reduce((last, number) => Math.max(last, number), 0);
}

async function generationNumbers(files: StoreFiles, home: string): Promise<number[]> {
  try {
    return (await files.readdir(home)).map(generationNumber).filter((number) => number > 0);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw storeUnreadable(home, error);
  }
}

async function* generationsOf(files: StoreFiles, home: string): AsyncGenerator<Generation> {
  const numbers = (await generationNumbers(files, home)).sort((a, b) => b - a);
  for (const number of numbers) {
    const path = join(home, generationName(number));
    try {
      const { mtime } = await files.stat(path);
      const bytes = await files.readFile(path);
      yield {
        version: versionOf({ number, bytes }),
        writtenAt: mtime.toISOString(),
        bytes: async () => (isRemoved(bytes) ? undefined : bytes),
      };
    } catch (error) {
      if (systemCode(error) === "ENOENT") continue; // pruned meanwhile
      throw storeUnreadable(path, error);
    }
  }
}

async function append(
  files: StoreFiles,
  home: string,
  key: string,
  number: number,
  bytes: Uint8Array,
): Promise<StoredGeneration> {
  const path = join(home, generationName(number));
  try {
    // A clock that jumps makes a new file look abandoned: who prunes then takes it away from under its writer.
    for (let attempt = 1; !(await writeNew(files, home, path, bytes, key)); attempt += 1)
      if (attempt === ATTEMPTS) throw new Error("its temporary files vanish");
    await syncFolder(home, files);
  } catch (error) {
    throw error instanceof Conflict ? error : storeUnwritable(home, error);
  }
  // A name that was pruned is free again: a writer who slept that long has lost, though its link succeeded.
  if ((await lastNumber(files, home)) >= number + KEPT_GENERATIONS) {
    await files.unlink(path).catch(() => undefined);
    throw new Conflict(key);
  }
  await prune(files, home, number);
  return { number, bytes };
}

/** @returns false when somebody removed the temporary file: nothing was written */
async function writeNew(
  files: StoreFiles,
  home: string,
  path: string,
  bytes: Uint8Array,
  key: string,
): Promise<boolean> {
  const temporary = join(home, `.new-${randomUUID()}`);
  try {
    await makeFolder(home, undefined, files);
    await writeSynced(files, temporary, bytes);
    await linkNew(files, temporary, path, key);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  } finally {
    await files.unlink(temporary).catch(() => undefined);
  }
}

async function linkNew(files: StoreFiles, temporary: string, path: string, key: string): Promise<void> {
  try {
    await files.link(temporary, path);
  } catch (error) {
    throw systemCode(error) === "EEXIST" ? new Conflict(key) : error;
  }
}

async function writeSynced(files: StoreFiles, path: string, bytes: Uint8Array): Promise<void> {
  const file = await files.open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function* keysBelow(
  files: StoreFiles,
  folder: string,
  segments: readonly string[],
  prefix: string,
): AsyncGenerator<string> {
  let entries: string[];
  try {
    entries = (await files.readdir(join(folder, ...segments))).sort();
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return;
    throw storeUnreadable(join(folder, ...segments), error);
  }
  const key = segments.join("/");
  const hasGenerations = entries.some((name) => generationNumber(name) > 0);
  if (hasGenerations && key.startsWith(prefix) && (await newest(files, join(folder, ...segments)))) yield key;
  for (const name of entries) {
    const below = [...segments, name].join("/");
    const isOnTheWay = below.startsWith(prefix) || prefix.startsWith(`${below}/`) || prefix.startsWith(below);
    if (/^[A-Za-z0-9]/.test(name) && isOnTheWay) yield* keysBelow(files, folder, [...segments, name], prefix);
  }
}

/** The number alone would say the same of a folder that was deleted and begun again. */
function versionOf(generation: StoredGeneration): string {
  const digest = createHash("sha256").update(generation.bytes).digest("hex").slice(0, 32);
  return `${generation.number}-${digest}`;
}
