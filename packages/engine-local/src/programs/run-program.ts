import { spawn } from "node:child_process";

/** How a program ended that was waited for. Output is the end of both streams, at most `KEPT` characters. */
export interface ProgramResult {
  readonly exitCode: number | undefined;
  readonly output: string;
}

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: string | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly timeoutMs: number;
}

const KEPT = 20_000;

/**
 * Runs one of the engine's own tools to its end. It ends with us: an abort or the time limit kills it and its group.
 *
 * @throws the signal's reason when it aborts, the system's error when the program cannot be started
 */
export function runProgram(program: Program, signal: AbortSignal): Promise<ProgramResult> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program.file, program.args, {
      cwd: program.folder,
      env: program.environment,
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
      ...(program.uid === undefined ? {} : { uid: program.uid }),
      ...(program.gid === undefined ? {} : { gid: program.gid }),
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-KEPT);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.stdin.on("error", () => {}); // it ended without reading all
    child.stdin.end(program.input ?? "");

    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    };
    const timer = setTimeout(() => {
      output += `\nIt was stopped after ${program.timeoutMs / 1_000} seconds.`;
      kill();
    }, program.timeoutMs);
    signal.addEventListener("abort", kill, { once: true });
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", kill);
    };
    child.once("error", (error) => {
      finish();
      reject(error);
    });
    child.once("close", (code) => {
      finish();
      if (signal.aborted) reject(signal.reason);
      else resolve({ exitCode: code ?? undefined, output });
    });
  });
}
