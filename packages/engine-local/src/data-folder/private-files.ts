import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, statfs } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorMessage } from "@towpath/core";
import { makeFolder as makeSyncedFolder, syncFolder } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { type LocalFolders, OF_ROOT } from "./local-folders.ts";
import type { ServerUser } from "./server-user.ts";

/**
 * Makes a folder that only this user can look into, with all folders above it that are missing. Where servers run as
 * another account, that account may pass through the folders of ours, not list them.
 *
 * @throws {LocalEngineError} `engine-local/folder-unwritable` or `engine-local/disk-full`
 */
export async function makeFolder(
  folder: string,
  folders: Pick<LocalFolders, "serverUser"> & Partial<LocalFolders>,
): Promise<void> {
  await guarded(folder, async () => {
    await makeSyncedFolder(folder, folders.serverUser ? 0o711 : 0o700);
    if (!folders.serverUser) return;
    const ours = [folders.data, folders.cache, folders.servers, OF_ROOT.data].filter((root) => root !== undefined);
    for (let way = folder; ours.some((root) => `${way}/`.startsWith(`${root}/`)); way = dirname(way)) {
      const { mode } = await stat(way);
      if ((mode & 0o011) !== 0o011) await chmod(way, (mode & 0o7777) | 0o011);
    }
  });
}

/** Makes a folder that belongs to whom servers run as, for that account alone. Its parent has to exist. */
export async function makeServerFolder(folder: string, user: ServerUser | undefined): Promise<void> {
  await guarded(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (user) await chown(folder, user.uid, user.gid);
  });
}

/**
 * Writes a file that only this user, or its owner where one is named, can read, whole or not at all, and there after a power cut: a temporary file, flushed,
 * renamed, its folder flushed.
 *
 * @throws {LocalEngineError} `engine-local/folder-unwritable` or `engine-local/disk-full`
 */
export async function writePrivateFile(file: string, text: string, owner?: ServerUser): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}`);
  await guarded(file, async () => {
    try {
      const handle = await open(temporary, "wx", 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (owner) await chown(temporary, owner.uid, owner.gid);
      await rename(temporary, file);
      await syncFolder(dirname(file));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

/** The text of a file, or undefined where there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/**
 * Sees that there is room before something large is begun.
 *
 * @param bytes how much will be written, roughly
 * @throws {LocalEngineError} `engine-local/disk-full`
 */
export async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) throw diskFull(folder, Math.ceil(bytes / 1_000_000));
}

const WAY = new Set(["ENOTDIR", "EEXIST"]);

/** Runs something that writes, and says in plain words where and why the disk refuses it. */
export async function guarded<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOSPC" || code === "EDQUOT") throw diskFull(path, undefined, error);
    if (code === "EROFS" || code === "EACCES" || code === "EPERM" || WAY.has(code ?? "")) {
      const why =
        code === "EROFS"
          ? "the disk is read-only"
          : code === "ENOTDIR"
            ? "a file is in the way"
            : "it is not permitted";
      throw new LocalEngineError({
        code: "engine-local/folder-unwritable",
        kind: "fault",
        message: `${path} cannot be written: ${why}.`,
        hint: "Mend that, or set TOWPATH_HOME to a folder that this user can write to.",
        cause: error,
      });
    }
    throw error;
  }
}

function diskFull(path: string, megabytes: number | undefined, cause?: unknown): LocalEngineError {
  const detail = cause === undefined ? `about ${megabytes} MB are needed` : errorMessage(cause);
  return new LocalEngineError({
    code: "engine-local/disk-full",
    kind: "fault",
    message: `There is no room left on the disk of ${path}: ${detail}.`,
    hint: "Free some space and run the command again: it goes on from here.",
    cause,
  });
}

/** The system's name for an error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
