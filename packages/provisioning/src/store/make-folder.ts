import { dirname } from "node:path";
import type { StoreFiles } from "./file-store.ts";
import { systemCode } from "./file-store-errors.ts";

type FolderFiles = Pick<StoreFiles, "mkdir" | "open" | "stat">;

/**
 * Makes a folder and those above it, mode 0700, each synced into the one above. Not by `recursive`: with it Node reports a
 * read-only disk as a missing file, and never ends where a folder cannot be made (below `/proc`).
 */
export async function makeFolder(files: FolderFiles, path: string): Promise<void> {
  try {
    await makeOne(files, path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(files, dirname(path));
    await makeOne(files, path);
  }
}

async function makeOne(files: FolderFiles, path: string): Promise<void> {
  try {
    await files.mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === "EEXIST" && (await files.stat(path)).isDirectory()) return;
    throw error;
  }
  await syncFolder(files, dirname(path));
}

/** Makes what was done to a folder's entries outlive a power cut. */
export async function syncFolder(files: Pick<StoreFiles, "open">, path: string): Promise<void> {
  if (process.platform === "win32") return; // a folder cannot be opened there
  const folder = await files.open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
