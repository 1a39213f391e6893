import { randomUUID } from "node:crypto";
import { readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "@towpath/core";
import type { RunnableRelease } from "@towpath/provisioning";
import { codeOf, guarded, makeFolder } from "../data-folder/private-files.ts";
import { changedFiles, removeListing, writeListing } from "./release-listing.ts";
import type { WorkloadFolders } from "./workload-folders.ts";

const UNFINISHED = ".unpacking-";
const UNFINISHED_MS = 60 * 60 * 1_000;

/** How many unpacked releases are kept beside those that run. */
const KEPT_RELEASES = 3;

/** The folder of an artifact's files. */
export function releaseFolder(folders: WorkloadFolders, digest: Digest): string {
  return join(folders.releases, digest.slice("sha256:".length));
}

/**
 * The folder with a release's files: there at once when it was unpacked before and is as it was, else unpacked whole or not at
 * all. What runs in a folder that someone changed goes on in it until it ends.
 *
 * @throws {LocalEngineError} `engine-local/folder-unwritable` or `engine-local/disk-full`; what the release's own `unpack` throws
 */
export async function unpackRelease(
  folders: WorkloadFolders,
  release: RunnableRelease,
  signal: AbortSignal,
): Promise<string> {
  const { digest } = release.artifact;
  const folder = releaseFolder(folders, digest);
  const wasThere = await isThere(folder);
  if (wasThere && (await changedFiles(folders, digest, folder)).length === 0) return folder;
  const temporary = join(folders.releases, `${UNFINISHED}${randomUUID()}`);
  await makeFolder(temporary, { serverUser: undefined });
  try {
    await guarded(temporary, () => release.unpack(temporary, signal));
    await writeListing(folders, digest, temporary);
    if (wasThere) await rename(folder, join(folders.releases, `${UNFINISHED}${randomUUID()}`));
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another command unpacked the same bytes meanwhile.
    if ((codeOf(error) === "ENOTEMPTY" || codeOf(error) === "EEXIST") && (await isThere(folder))) return folder;
    throw error;
  }
  return folder;
}

/** Notes that a release was used now: those that were not used for longest go first. */
export async function touchRelease(folder: string, now: Date): Promise<void> {
  await utimes(folder, now, now);
}

/** Removes unpacked releases that nothing runs from, and what killed commands left half unpacked. */
export async function pruneReleases(folders: WorkloadFolders, inUse: ReadonlySet<Digest>, now: Date): Promise<void> {
  const names = await readdir(folders.releases).catch(() => []);
  const aged = await Promise.all(
    names.map(async (name) => {
      const path = join(folders.releases, name);
      const stats = await stat(path).catch(() => undefined);
      return { name, path, usedAt: stats?.mtimeMs ?? 0 };
    }),
  );
  const unfinished = aged.filter(
    ({ name, usedAt }) => name.startsWith(UNFINISHED) && now.getTime() - usedAt > UNFINISHED_MS,
  );
  const idle = aged
    .filter(({ name }) => !name.startsWith(UNFINISHED) && !inUse.has(`sha256:${name}`))
    .sort((a, b) => b.usedAt - a.usedAt)
    .slice(KEPT_RELEASES);
  for (const { path, name } of [...unfinished, ...idle]) {
    await rm(path, { recursive: true, force: true });
    await removeListing(folders, name);
  }
}

async function isThere(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
}
