import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** stat(2): blocks are counted in this unit, whatever the disk's own is. */
const BLOCK_BYTES = 512;

/** What a file or a folder with all in it takes on the disk, in bytes. What cannot be seen counts as nothing. */
export async function diskUse(path: string, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return 0;
  let bytes = (stats.blocks ?? 0) * BLOCK_BYTES;
  if (!stats.isDirectory()) return bytes;
  for (const name of await readdir(path).catch(() => [])) bytes += await diskUse(join(path, name), signal);
  return bytes;
}
