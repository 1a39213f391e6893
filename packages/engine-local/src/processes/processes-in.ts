import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { type LivingProcess, livingProcesses, MARKER_VARIABLE } from "./process-table.ts";

/** A process that a command of ours started, and where it works. */
export interface StartedProcess extends LivingProcess {
  /** Absolute, with links followed; it follows a folder that was renamed. */
  readonly folder: string;
  /** The name of its program, without its arguments, which may hold more than others should see. */
  readonly program: string;
  readonly marker: string;
}

/**
 * Every living process that was started by Towpath and works in this folder or below it, by the kernel's word and not by our
 * records: it carries our marker, and its working folder is there. None on systems without /proc.
 *
 * @param folder absolute, with links followed
 */
export function processesIn(folder: string): readonly StartedProcess[] {
  if (process.platform !== "linux") return [];
  return livingProcesses().flatMap((each) => {
    const at = workingFolder(each.pid);
    if (at === undefined || !`${at}/`.startsWith(`${folder}/`)) return [];
    const marker = markerOf(each.pid);
    if (marker === undefined) return [];
    return [{ ...each, marker, folder: at, program: basename(read(`/proc/${each.pid}/cmdline`).split("\0")[0] ?? "") }];
  });
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // it ended in between, or is another user's
  }
}

function markerOf(pid: number): string | undefined {
  const start = `${MARKER_VARIABLE}=`;
  const entries = read(`/proc/${pid}/environ`).split("\0");
  return entries.find((entry) => entry.startsWith(start))?.slice(start.length);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
