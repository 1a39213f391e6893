import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isGone, processIdentity } from "@towpath/provisioning";
import { identityIn, identityName } from "./identity-name.ts";

const NOTE = /^\.child\.(.+)$/;

/**
 * Notes in a work folder that a program works there, for whoever finds the folder after we were killed: the program outlives
 * us by the step that it is in.
 *
 * @returns takes the note away
 */
export async function noteChild(folder: string, pid: number): Promise<() => Promise<void>> {
  const identity = processIdentity(pid);
  if (!identity) return async () => {};
  const note = join(folder, `.child.${identityName(identity)}`);
  await writeFile(note, "", { mode: 0o600 });
  return () => rm(note, { force: true });
}

/** The id of a program that is still at work in a folder; undefined where there is none. */
export async function runningIn(folder: string): Promise<number | undefined> {
  for (const name of await readdir(folder)) {
    const identity = identityIn(NOTE.exec(name)?.[1] ?? "");
    if (identity !== undefined && identity !== "elsewhere" && !isGone(identity)) return identity.pid;
  }
  return undefined;
}
