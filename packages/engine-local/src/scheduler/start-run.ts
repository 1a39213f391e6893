import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, closeSync, openSync } from "node:fs";
import { MARKER_VARIABLE } from "../processes/process-table.ts";
import type { JobPlan } from "./scheduler-protocol.ts";

/** A run that goes on. */
export interface LivingRun {
  readonly pid: number;
  readonly logFile: string;
  /** How it ended; never rejects. */
  readonly ended: Promise<RunEnd>;
  /** SIGTERM, the plan's grace, SIGKILL, for all that it started. */
  stop(): void;
}

/** How a run ended. */
export interface RunEnd {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOut?: boolean | undefined;
}

/**
 * Starts a plan's command in a session of its own, its output in a file. It carries our own marker, so that whoever ends us
 * finds it; what it leaves running in its group ends with it.
 *
 * @throws {Error} where the folder or the log is closed to us
 */
export function startRun(plan: JobPlan, logFile: string): LivingRun {
  const marker = process.env[MARKER_VARIABLE];
  const log = openSync(logFile, "a", 0o600);
  let child: ChildProcess;
  try {
    child = spawn("/bin/sh", ["-c", plan.run], {
      cwd: plan.folder,
      env: { ...plan.environment, ...(marker === undefined ? {} : { [MARKER_VARIABLE]: marker }) },
      detached: true,
      stdio: ["ignore", log, log],
    });
  } finally {
    closeSync(log);
  }
  const { pid } = child;
  let killing: NodeJS.Timeout | undefined;
  let timedOut = false;
  const stop = () => {
    signalGroup(pid, "SIGTERM");
    killing ??= setTimeout(() => signalGroup(pid, "SIGKILL"), plan.graceMs);
  };
  const limit = setTimeout(() => {
    timedOut = true;
    stop();
  }, plan.timeoutMs);
  const ended = new Promise<RunEnd>((resolve) => {
    const end = (how: RunEnd) => {
      clearTimeout(limit);
      clearTimeout(killing);
      signalGroup(pid, "SIGKILL");
      resolve({ ...how, ...(timedOut ? { timedOut } : {}) });
    };
    child.once("exit", (code, signal) => end(code === null ? { signal: signal ?? undefined } : { exitCode: code }));
    child.once("error", (error) => {
      appendFileSync(logFile, `It could not be started: ${error.message}\n`);
      end({ exitCode: 127 }); // as a shell says it of what it does not find
    });
  });
  return { pid: pid ?? 0, logFile, ended, stop };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of it lives.
  }
}
