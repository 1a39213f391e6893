import { spawn } from "node:child_process";
import type { Clock } from "@towpath/core";
import type { Health, Verdict } from "./health-gate.ts";

/** A command that says by its exit code whether an instance may be given work. */
export interface ReadinessCommand {
  /** A program and its words; no shell reads it. */
  readonly words: readonly string[];
  /** The folder of the release. */
  readonly folder: string;
  /** All of the command's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

const FIRST_PAUSE_MS = 100;

/**
 * Runs the command until it ends well, the instance's grace is over, or its process has ended.
 *
 * @throws the signal's reason when it aborts first
 */
export async function waitUntilReady(
  command: ReadinessCommand,
  { intervalMs, timeoutMs, graceMs }: Health,
  isAlive: () => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<Verdict> {
  const deadline = clock.monotonic() + graceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, intervalMs)) {
    signal.throwIfAborted();
    const ending = await endingOf(command, timeoutMs, signal);
    if (!isAlive()) return { healthy: false, why: "its process ended" };
    if (ending === "ready") return { healthy: true };
    const why = `its readiness command "${command.words.join(" ")}" ${ending}`;
    if (clock.monotonic() + pauseMs >= deadline) return { healthy: false, why: `after ${graceMs / 1_000} s ${why}` };
    await clock.sleep(pauseMs, signal);
  }
}

function endingOf(
  { words: [program = "", ...words], folder, environment }: ReadinessCommand,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: folder,
      env: environment,
      stdio: "ignore",
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      signal,
    });
    child.once("error", (error) => resolve(`cannot be started: ${error.message}`));
    child.once("exit", (code) => {
      if (code === 0) resolve("ready");
      else resolve(code === null ? `did not end within ${timeoutMs} ms` : `exited with code ${code}`);
    });
  });
}
