import type { Clock } from "@towpath/core";
import { LocalEngineError } from "../errors.ts";
import { isRunning, livingMembers, type ProcessRecord } from "./process-record.ts";
import { type LivingProcess, livingProcess } from "./process-table.ts";

/** How long the kernel may take to end what it was told to kill, in milliseconds. */
const KILL_WAIT_MS = 5_000;

/** How a process is given time to end. */
export interface StopOptions {
  /** How long it has between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  readonly clock: Clock;
  /** Ends the waiting, not the stopping: what still lives is killed. */
  readonly signal: AbortSignal;
}

/**
 * Ends a recorded process and all that it started: SIGTERM, time to finish, SIGKILL. Leaves alone whoever has its number now.
 *
 * @throws {LocalEngineError} `engine-local/process-not-stopped` when something outlives SIGKILL
 */
export async function stopProcess(record: ProcessRecord, options: StopOptions): Promise<void> {
  const { graceMs, clock, signal } = options;
  const members = new Map(livingMembers(record).map((member) => [member.pid, member]));
  if (members.size === 0) return;

  // The group reaches a child that is born between our look and the signal.
  const isLed = isRunning(record);
  if (isLed) send(-record.pid, "SIGTERM");
  for (const member of members.values()) if (!isLed || member.group !== record.pid) send(member.pid, "SIGTERM");
  await waitForEnd(members, graceMs, clock, signal);

  const deadline = clock.monotonic() + KILL_WAIT_MS;
  for (;;) {
    for (const late of livingMembers(record)) members.set(late.pid, late);
    if (isRunning(record)) send(-record.pid, "SIGKILL");
    const rest = stillLiving(members);
    if (rest.length === 0) return;
    for (const member of rest) send(member.pid, "SIGKILL");
    if (clock.monotonic() > deadline) throw notStopped(rest);
    await clock.sleep(20, AbortSignal.timeout(KILL_WAIT_MS));
  }
}

async function waitForEnd(
  members: ReadonlyMap<number, LivingProcess>,
  graceMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const deadline = clock.monotonic() + graceMs;
  for (let pauseMs = 5; !signal.aborted; pauseMs = Math.min(pauseMs * 2, 100)) {
    if (stillLiving(members).length === 0 || clock.monotonic() >= deadline) return;
    await clock.sleep(pauseMs, signal).catch(() => {}); // told to stop waiting
  }
}

function stillLiving(members: ReadonlyMap<number, LivingProcess>): readonly LivingProcess[] {
  return [...members.values()].filter(({ pid, startToken }) => livingProcess(pid)?.startToken === startToken);
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It ended in between, or is not ours to signal: what lives on is found by the next look.
  }
}

function notStopped(rest: readonly LivingProcess[]): LocalEngineError {
  const pids = rest.map(({ pid }) => pid).join(", ");
  return new LocalEngineError({
    code: "engine-local/process-not-stopped",
    kind: "fault",
    message: `Process ${pids} still runs ${KILL_WAIT_MS / 1_000} s after SIGKILL.`,
    hint: `It belongs to another user or waits for a disk. End it by hand: kill -9 ${pids.replaceAll(",", "")}`,
  });
}
