import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import type { Clock } from "@towpath/core";
import { livingProcess, livingProcesses, startTokenOf } from "./process-table.ts";
import { stopProcess } from "./stop-process.ts";

/** By this variable a team's command, and whatever it starts, names the command of ours that runs it. */
const RUNNER_VARIABLE = "TOWPATH_RUN";
const GRACE_MS = 2_000;

/** What a team's command is to carry, so that it is known as ours when we are killed. */
export function runnerVariables(): Readonly<Record<string, string>> {
  const start = startTokenOf(process.pid);
  return start === undefined ? {} : { [RUNNER_VARIABLE]: `${process.pid} ${start}` };
}

/**
 * Ends what builds and tests of killed commands still do in a folder: they would write the same files as the next ones.
 * Those whose runner lives are left alone, and so is everybody else. Nothing is known of them on systems without /proc.
 *
 * @param folder absolute
 * @returns the processes that were ended
 */
export async function endAbandonedCommands(
  folder: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<readonly number[]> {
  if (process.platform !== "linux") return [];
  const root = realPath(folder);
  if (root === undefined) return [];
  const abandoned = livingProcesses().filter(({ pid }) => isAbandoned(pid) && isWithin(pid, root));
  for (const { pid, startToken } of abandoned)
    await stopProcess({ pid, startToken, startedAt: "" }, { graceMs: GRACE_MS, clock, signal });
  return abandoned.map(({ pid }) => pid);
}

function realPath(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined; // it is not there: nobody works in it
  }
}

function isAbandoned(pid: number): boolean {
  const start = `${RUNNER_VARIABLE}=`;
  const entry = environmentOf(pid).find((each) => each.startsWith(start));
  const [, runner, token] = /^(\d+) (.+)$/s.exec(entry?.slice(start.length) ?? "") ?? [];
  return runner !== undefined && livingProcess(Number(runner))?.startToken !== token;
}

function isWithin(pid: number, folder: string): boolean {
  try {
    return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);
  } catch {
    return false; // it ended in between, or is another user's
  }
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
