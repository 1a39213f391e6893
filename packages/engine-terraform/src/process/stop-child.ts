import type { Context } from "@towpath/provisioning";
import type { Child } from "./start-child.ts";

/** How long a program that was interrupted may take, in milliseconds. */
export interface StopLimits {
  /** After this long without an end the program is interrupted a second time, which ends it at once. */
  readonly graceMs: number;
  /** And after this long it is killed. */
  readonly lastMs: number;
}

/**
 * Interrupts a child once when `signal` aborts or `timeMs` have passed, and lets it finish its step: Terraform writes its
 * state then, and gives back its lock. Only one that does not end is ended.
 *
 * @returns `release` to be called when it has ended, and why it was stopped, if it was
 */
export function stopInTime(
  child: Pick<Child, "interrupt" | "kill">,
  limits: StopLimits & { readonly timeMs: number },
  context: Pick<Context, "signal" | "events">,
  name: string,
): { readonly reason: () => "cancelled" | "timeout" | undefined; readonly release: () => void } {
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, act: () => void) => void timers.add(setTimeout(act, Math.min(ms, LONGEST_TIMER)));
  const notice = (message: string) => context.events({ type: "notice", message });
  let reason: "cancelled" | "timeout" | undefined;

  const stop = (why: "cancelled" | "timeout") => {
    if (reason) return;
    reason = why;
    const because = why === "timeout" ? ` after ${inWords(limits.timeMs)}` : "";
    notice(
      `${name} is asked to stop${because}: it finishes the step that it is in and writes its state, for at most ${inWords(limits.graceMs)}.`,
    );
    child.interrupt();
    later(limits.graceMs, () => {
      notice(`${name} has not stopped in ${inWords(limits.graceMs)}: it is told to end at once.`);
      child.interrupt();
      later(limits.lastMs, () => {
        notice(`${name} did not end: it is killed.`);
        child.kill();
      });
    });
  };

  const onAbort = () => stop("cancelled");
  if (context.signal.aborted) onAbort();
  else context.signal.addEventListener("abort", onAbort, { once: true });
  later(limits.timeMs, () => stop("timeout"));
  return {
    reason: () => reason,
    release() {
      for (const timer of timers) clearTimeout(timer);
      context.signal.removeEventListener("abort", onAbort);
    },
  };
}

/** A longer one would go off at once. */
const LONGEST_TIMER = 2_147_483_647;

function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes >= 1) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const seconds = Math.max(1, Math.round(ms / 1_000));
  return seconds === 1 ? "a second" : `${seconds} seconds`;
}
