import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** How many files are flushed at once: a disk takes several in about the time of one. */
const AT_ONCE = 16;

/**
 * Flushes a folder with all that is in it to the disk, so that it is whole after a power cut once it has its name. Links are
 * entries of their folder.
 */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const waiting = [...paths, folder].values();
  await Promise.all(Array.from({ length: AT_ONCE }, () => flushEach(waiting)));
}

async function flushEach(paths: Iterable<string>): Promise<void> {
  for (const path of paths) {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
