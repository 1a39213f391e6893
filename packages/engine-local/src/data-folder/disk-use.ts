import { lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

/** stat(2): blocks are counted in this unit, whatever the disk's own is. */
const BLOCK_BYTES = 512;

/** So many files are looked at in one go: servers have tens of thousands, and a promise costs more than a look. */
const AT_ONCE = 256;

/** What a file or a folder with all in it takes on the disk, in bytes. What cannot be seen counts as nothing. */
export async function diskUse(path: string, signal?: AbortSignal): Promise<number> {
  const waiting = [path];
  let bytes = 0;
  for (let looked = 0, next = waiting.pop(); next !== undefined; looked += 1, next = waiting.pop()) {
    if (looked % AT_ONCE === AT_ONCE - 1) await setImmediate();
    signal?.throwIfAborted();
    const stats = look(next);
    bytes += (stats?.blocks ?? 0) * BLOCK_BYTES;
    if (stats?.isDirectory()) for (const name of namesIn(next)) waiting.push(join(next, name));
  }
  return bytes;
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined; // it went in between, or is another user's
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
