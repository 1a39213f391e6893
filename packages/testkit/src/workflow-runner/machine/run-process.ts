import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** A process that a step starts. */
export interface ProcessRequest {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Each line of its output, without its end. */
  readonly onLine: (line: string) => void;
  /** Stops it: first asked, then told, then killed. */
  readonly signal: AbortSignal;
}

/** How a process ended. */
export interface ProcessEnding {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly wallMs: number;
  /** User and system time, its children with it; 0 where it was killed. */
  readonly cpuMs: number;
}

/** After a request to end. The runner waits 7.5 and 2.5 seconds: src/Runner.Sdk/ProcessInvoker.cs. */
const PATIENCE = { afterInterrupt: 7_500, afterTerminate: 2_500, afterExit: 5_000 };

/** Says what its one command has used, on its fourth channel. A command gets its signals with the group. */
const MEASURED = `trap : INT TERM; "$@" 3>&-; code=$?; times >&3; exit $code`;

/** Runs a process in a group of its own, in nothing but the given environment. */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnding> {
  const started = performance.now();
  const words = ["--noprofile", "--norc", "-p", "-c", MEASURED, "step", request.command, ...request.arguments];
  const child = spawn("bash", words, {
    cwd: request.folder,
    env: { ...request.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const [, stdout, stderr, usage] = child.stdio;
  let used = "";
  for (const stream of [stdout, stderr]) eachLine(stream, request.onLine);
  if (isReadable(usage)) {
    usage.setEncoding("utf8").on("data", (text: string) => {
      used += text;
    });
  }
  const toGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // it has ended
    }
  };
  const timers: NodeJS.Timeout[] = [];
  const stop = (): void => {
    toGroup("SIGINT");
    timers.push(setTimeout(() => toGroup("SIGTERM"), PATIENCE.afterInterrupt));
    timers.push(setTimeout(() => toGroup("SIGKILL"), PATIENCE.afterInterrupt + PATIENCE.afterTerminate));
  };
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on("error", reject);
  // What it left running may hold its output open for ever.
  child.on("exit", (code) => timers.push(setTimeout(() => resolve(code), PATIENCE.afterExit)));
  child.on("close", (code) => resolve(code));
  if (request.signal.aborted) stop();
  else request.signal.addEventListener("abort", stop, { once: true });
  try {
    const exitCode = await promise;
    return { exitCode, wallMs: performance.now() - started, cpuMs: cpuOf(used) };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    request.signal.removeEventListener("abort", stop);
    for (const stream of [stdout, stderr, usage]) if (isReadable(stream)) stream.destroy();
  }
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === "object" && stream !== null && "setEncoding" in stream;
}

function eachLine(stream: unknown, onLine: (line: string) => void): void {
  if (!isReadable(stream)) return;
  let rest = "";
  stream.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split(/\r\n|\r(?!$)|\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest.replace(/\r$/, ""));
  });
}

/** The second line of bash's `times`: `0m0.120s 0m0.030s`. */
function cpuOf(times: string): number {
  const line = times.split("\n")[1] ?? "";
  const all = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  return all.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000, 0);
}
