import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "@towpath/core";
import { localFolders, removeLeftBehind } from "@towpath/engine-local/fetching";
import { OperationError } from "../errors.ts";

/**
 * The folder for what was fetched in one way, made if it is missing.
 *
 * @throws {OperationError} `operation/platform-cache` where it belongs to another user, who could put anything into it
 */
export async function platformCache(
  variables: Readonly<Record<string, string | undefined>>,
  kind: "npm" | "git",
): Promise<string> {
  // No server reads it: what servers run as has no say in where it is.
  const folder = join(cacheFolder(variables), "platforms", kind);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = await stat(folder);
  const own = process.getuid?.();
  if (own === undefined || uid === own) return folder;
  throw new OperationError({
    code: "operation/platform-cache",
    message: `The folder for fetched platforms, ${folder}, belongs to another user (uid ${uid}, this process has ${own}).`,
    hint: "Set XDG_CACHE_HOME to a folder of your own.",
  });
}

function cacheFolder(variables: Readonly<Record<string, string | undefined>>): string {
  try {
    return localFolders(variables, { user: undefined }).cache;
  } catch (error) {
    throw new OperationError({
      code: "operation/platform-cache",
      message: `There is no folder to keep fetched platforms in: ${errorMessage(error)}`,
      hint: "Set XDG_CACHE_HOME and TOWPATH_HOME to absolute paths of folders of your own.",
      cause: error,
    });
  }
}

/**
 * Lets something be made beside where it belongs and puts it there whole. Of two that make the same, one is kept.
 *
 * @param make gets an empty folder and gives the folder in it that is to be kept
 */
export async function makeInCache(
  parent: string,
  make: (temporary: string) => Promise<{ readonly made: string; readonly name: string }>,
): Promise<string> {
  await removeLeftBehind(parent);
  const temporary = join(parent, `.${randomBytes(8).toString("hex")}`);
  await mkdir(temporary, { mode: 0o700 });
  try {
    const { made, name } = await make(temporary);
    const target = join(parent, name);
    await rename(made, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error; // someone else was faster: theirs is the same
    });
    return target;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
