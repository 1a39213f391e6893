import nodeFiles from "node:fs/promises";
import { dirname } from "node:path";
import type { StoreFiles } from "./file-store.ts";
import { systemCode } from "./file-store-errors.ts";

type FolderFiles = Pick<StoreFiles, "mkdir" | "open" | "stat">;

/**
 * Makes a folder and those above it that are missing, each synced into the one above. Not by `recursive`: with it Node reports
 * a read-only disk as a missing file, and never ends where a folder cannot be made (below `/proc`).
 *
 * @param path absolute
 * @param mode of those that are made; 0700 when absent
 * @throws the system's error
 */
export async function makeFolder(path: string, mode = 0o700, files: FolderFiles = nodeFiles): Promise<void> {
  try {
    await makeOne(path, mode, files);
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path), mode, files);
    await makeOne(path, mode, files);
  }
}

async function makeOne(path: string, mode: number, files: FolderFiles): Promise<void> {
  try {
    await files.mkdir(path, { mode });
  } catch (error) {
    if (systemCode(error) === "EEXIST" && (await files.stat(path)).isDirectory()) return;
    throw error;
  }
  await syncFolder(dirname(path), files);
}

/** Makes what was done to a folder's entries outlive a power cut. */
export async function syncFolder(path: string, files: Pick<StoreFiles, "open"> = nodeFiles): Promise<void> {
  if (process.platform === "win32") return; // a folder cannot be opened there
  const folder = await files.open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
