import { randomBytes } from "node:crypto";
import { chmod, open, rm, utimes } from "node:fs/promises";
import { dirname, isAbsolute, join, sep } from "node:path";
import { type Clock, errorMessage } from "@towpath/core";
import { makeFolder, ownProcess } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { identityName } from "./identity-name.ts";

/** Where Terraform works, for one run. It holds secrets: a saved plan, what a module wrote. */
export interface WorkFolder {
  /** Absolute. */
  readonly path: string;
  /** Writes files, folders above them with them. Paths are relative, with `/`, and may not leave the folder. */
  write(files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** Leaves nothing of it. */
  dispose(): Promise<void>;
}

/** How often a folder that is in use says so, in milliseconds. */
const SIGN_MS = 60_000;

/**
 * Makes a folder that only this user can look into. Its name says which process it belongs to, so that
 * {@link import("./sweep-work-folders.ts").sweepWorkFolders} can tell those of runs that were killed; from the first instant on,
 * for there is none without its name.
 *
 * @param base absolute; made where it is missing
 * @throws {TerraformError} `engine-terraform/work-folder` where it cannot be made
 */
export async function openWorkFolder(base: string, clock: Pick<Clock, "now">): Promise<WorkFolder> {
  const path = join(base, folderName());
  await guarded(base, async () => {
    await makeFolder(path);
    await chmod(path, 0o700); // whatever the umask says
  });
  const sign = setInterval(() => {
    const now = clock.now();
    utimes(path, now, now).catch(() => {}); // it was disposed of in between
  }, SIGN_MS);
  sign.unref();
  return {
    path,
    write: (files) => guarded(path, () => writeAll(path, files)),
    async dispose() {
      clearInterval(sign);
      await guarded(path, () => rm(path, { recursive: true, force: true, maxRetries: 3 }));
    },
  };
}

/** `run.PID.START.HOST.RANDOM`; `run.unknown.RANDOM` where the system does not tell processes apart. */
export function folderName(): string {
  const own = ownProcess();
  return `run.${own ? identityName(own) : "unknown"}.${randomBytes(6).toString("hex")}`;
}

async function writeAll(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of files) {
    const path = join(folder, ...name.split("/"));
    if (isAbsolute(name) || !path.startsWith(folder + sep))
      throw new Error(`${JSON.stringify(name)} leaves the folder`);
    await makeFolder(dirname(path));
    const file = await open(path, "w", 0o600);
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
  }
}

/** @throws {TerraformError} `engine-terraform/work-folder` for what the system refuses */
export async function guarded<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof TerraformError) throw cause;
    const isFull = cause instanceof Error && "code" in cause && (cause.code === "ENOSPC" || cause.code === "EDQUOT");
    throw new TerraformError({
      code: "engine-terraform/work-folder",
      kind: "fault",
      message: `The folder that Terraform works in cannot be used, ${path}: ${errorMessage(cause)}.`,
      hint: isFull
        ? "Free some space on its disk and run the command again: it goes on from here."
        : "See that this user may write there, or set TOWPATH_HOME to a folder where it may.",
      cause,
    });
  }
}
