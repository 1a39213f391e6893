import { lstatSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "@towpath/core";
import { makeFolder } from "../data-folder/private-files.ts";
import { readRecord, writeRecord } from "../data-folder/record-file.ts";
import type { WorkloadFolders } from "./workload-folders.ts";

/** How many changed files are named. */
const NAMED = 20;

/** Folders that a program fills and renews while it runs, also where a release brings them along. */
const CACHES = /(?:^|\/)(?:\.?cache|__pycache__)\//;

/** Writes down what an unpacked release is made of: size, time of change and mode of each file, caches left out. */
export async function writeListing(folders: WorkloadFolders, digest: Digest, folder: string): Promise<void> {
  const listing: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (!CACHES.test(name)) listing[name] = stampOf(path) ?? "";
  }
  await makeFolder(folders.releaseFiles, { serverUser: undefined });
  await writeRecord(listingFile(folders, digest), listing);
}

/**
 * The files of an unpacked release that were changed or removed since, by path below its folder, sorted, the first of many.
 * A cheap look; files that were added, and caches, are the service's own business. Empty where nothing was written down.
 */
export async function changedFiles(
  folders: WorkloadFolders,
  digest: Digest,
  folder: string,
): Promise<readonly string[]> {
  const listing = (await readRecord(listingFile(folders, digest))) ?? {};
  return Object.entries(listing)
    .filter(([path, stamp]) => stampOf(join(folder, path)) !== stamp)
    .map(([path]) => path)
    .sort()
    .slice(0, NAMED);
}

/** Removes what was written down of releases that are there no more. */
export async function removeListing(folders: WorkloadFolders, digits: string): Promise<void> {
  await rm(join(folders.releaseFiles, `${digits}.json`), { force: true });
}

function listingFile(folders: WorkloadFolders, digest: Digest): string {
  return join(folders.releaseFiles, `${digest.slice("sha256:".length)}.json`);
}

function stampOf(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats && `${stats.size} ${stats.mtimeMs} ${stats.mode}`;
}
