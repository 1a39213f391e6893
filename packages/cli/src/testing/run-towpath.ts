import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the command `towpath` runs. */
export const PROGRAM = fileURLToPath(new URL("../../bin/towpath.js", import.meta.url));

/** The folder of the checkout. */
export const CHECKOUT = fileURLToPath(new URL("../../../..", import.meta.url));

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly folder: string;
  /** Where Towpath keeps everything of this test; undefined leaves TOWPATH_HOME unset. */
  readonly home?: string | undefined;
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** Who runs it, where this is root; this process's own user when absent. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Sends this signal as soon as stderr holds the text. */
  readonly interrupt?: { readonly when: string | number; readonly with: NodeJS.Signals } | undefined;
}

/** Runs the built command as a user does, with an environment that holds what it needs and no more. */
export function towpath(
  words: readonly string[],
  { folder, home, variables = {}, account, interrupt }: RunOptions,
): Promise<Run> {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: folder,
    env: environmentOf(home, variables),
    stdio: ["ignore", "pipe", "pipe"],
    ...account,
  });
  let [stdout, stderr, isSent] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    if (!interrupt || isSent || typeof interrupt.when !== "string" || !stderr.includes(interrupt.when)) return;
    isSent = child.kill(interrupt.with);
  });
  if (interrupt && typeof interrupt.when === "number")
    setTimeout(() => child.kill(interrupt.with), interrupt.when).unref();
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** What a command needs. Tests run it a thousand times: what one run has compiled, the next one reads. */
function environmentOf(home: string | undefined, variables: RunOptions["variables"] = {}): NodeJS.ProcessEnv {
  return {
    PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
    HOME: process.env["HOME"],
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    TOWPATH_HOME: home,
    ...variables,
  };
}

/** When a run is killed: after so many milliseconds, or with its so-manieth line of progress. */
export type Instant = { readonly ms: number } | { readonly line: number };

/**
 * Runs the built command in a process group of its own and kills all of it, as a machine that loses its power does.
 *
 * @returns false when it had ended before
 */
export async function killedAt(
  instant: Instant | undefined,
  words: readonly string[],
  { folder, home }: Pick<RunOptions, "folder" | "home">,
): Promise<{ readonly wasKilled: boolean; readonly lines: number; readonly ms: number; readonly output: string }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: folder,
    env: environmentOf(home),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let [output, lines, wasKilled] = ["", 0, false];
  const kill = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    wasKilled = true;
    process.kill(-child.pid, "SIGKILL");
  };
  const timer = instant && "ms" in instant ? setTimeout(kill, instant.ms) : undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    lines += chunk.toString().split("\n").length - 1;
    if (instant && "line" in instant && lines >= instant.line && !wasKilled) kill();
  });
  await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  return { wasKilled: wasKilled && child.signalCode === "SIGKILL", lines, ms: performance.now() - begun, output };
}

const made: string[] = [];

/** A new empty folder, gone when the tests of the file are over; the name has a space in it, as folders of people do. */
export function newFolder(name: string): string {
  return folderIn(tmpdir(), name);
}

/** A new home for Towpath with all of its servers, which is not there yet: in memory where there is room for tests. */
export function newHome(name: string): string {
  return join(folderIn(tmpdir(), name), "home");
}

function folderIn(parent: string, name: string): string {
  const home = mkdtempSync(join(parent, "towpath "));
  chmodSync(home, 0o755); // where this is root, servers run as another account; else they keep their data elsewhere
  made.push(home);
  const folder = join(home, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Removes the folders and homes that the tests of a file made. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
