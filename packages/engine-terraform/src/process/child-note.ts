import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isGone, processIdentity } from "@towpath/provisioning";
import { identityIn, identityName } from "./identity-name.ts";

const NOTE = /^\.child\.(.+)$/;

/**
 * Notes in a work folder that a program works there, for whoever finds the folder after we were killed: the program outlives
 * us by the step that it is in. Where it cannot be noted, on a disk that is full, the program works all the same.
 *
 * @returns takes the note away
 */
export function noteChild(folder: string, pid: number): () => void {
  const identity = processIdentity(pid);
  if (!identity) return () => {};
  const note = join(folder, `.child.${identityName(identity)}`);
  try {
    writeFileSync(note, "", { mode: 0o600 }); // at once: between its start and this we may be killed
  } catch {
    return () => {};
  }
  return () => rmSync(note, { force: true });
}

/** The id of a program that is still at work in a folder; undefined where there is none. */
export function runningIn(folder: string): number | undefined {
  for (const name of readdirSync(folder)) {
    const identity = identityIn(NOTE.exec(name)?.[1] ?? "");
    if (identity !== undefined && identity !== "elsewhere" && !isGone(identity)) return identity.pid;
  }
  return undefined;
}
