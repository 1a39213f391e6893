import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { devNull } from "node:os";

/** What a finished child cost, in milliseconds. */
export interface Cost {
  /** From its start to its end. */
  readonly wallMs: number;
  /** User and system time of the child and of what it waited for; what it left running in the background is not in it. */
  readonly cpuMs: number;
}

/** What to run, and where. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly folder: string;
  /** The whole environment of the child. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where its output goes, so that a failure can be shown; nowhere when absent. */
  readonly outputFile?: string | undefined;
  /** The exit code that it ends with when all is well; 0 when absent. */
  readonly exitCode?: number | undefined;
}

/**
 * Runs a command to its end and says what it cost. Node gives a parent no usage of one finished child, so bash's `time`
 * does: it reads what `wait` reports, to the millisecond, on Linux and macOS.
 *
 * @throws {Error} with the end of the output where the command fails, or where there is no bash
 */
export function runTimed({ file, args, folder, variables, outputFile, exitCode = 0 }: Command): Cost {
  const script = 'out=$1; shift; TIMEFORMAT="%3R %3U %3S"; time "$@" >"$out" 2>&1 </dev/null';
  const words = ["--norc", "-c", script, "bench", outputFile ?? devNull, file, ...args];
  const { status, stderr, error } = spawnSync("bash", words, { cwd: folder, env: variables, encoding: "utf8" });
  if (error) throw new Error(`bash could not be started, and measuring needs it: ${error.message}`, { cause: error });
  const shown = [file, ...args].join(" ");
  if (status !== exitCode) {
    const output = outputFile ? readFileSync(outputFile, "utf8").trim().split("\n").slice(-15).join("\n") : "";
    throw new Error(`${shown} ended with ${status ?? "a signal"}.\n${output}`);
  }
  const [wall, user, system] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(seconds);
  if (wall === undefined || user === undefined || system === undefined || Number.isNaN(wall + user + system))
    throw new Error(`bash gave no times for ${shown}, but: ${stderr}`);
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 };
}

/** A number as any locale writes it. */
function seconds(text: string): number {
  return Number(text.replace(",", "."));
}
