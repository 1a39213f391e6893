import type { Context } from "@towpath/provisioning";
import type { Child } from "./start-child.ts";

/** How long a program that was interrupted may take, in milliseconds. */
export interface StopLimits {
  /** After this long without an end the program is interrupted a second time, which ends it at once. */
  readonly graceMs: number;
  /** And after this long it is killed. */
  readonly lastMs: number;
}

/** Why a program was stopped. */
export type StopReason = "cancelled" | "timeout" | "broken";

/** What watches over a program that is to be stopped in time. */
export interface Stopping {
  /** Why it was stopped; undefined where it was not. */
  reason(): StopReason | undefined;
  /** Stops it because we cannot go on. */
  stop(): void;
  /** To be called when it has ended. */
  release(): void;
}

/** A program that says that an interrupt reached it does so at once. */
const HEARD_MS = 3_000;

/**
 * Interrupts a child once when the signal aborts or `timeMs` have passed, and lets it finish its step: Terraform writes its
 * state then, and gives back its lock. Only one that does not end is ended.
 *
 * @param name of the program, for notices
 * @param wasHeard says whether the program has said that an interrupt reached it. Where something else has started it, such as a
 *   version manager's script, the interrupt may have ended there: then its whole group gets one
 */
export function stopInTime(
  child: Pick<Child, "interrupt" | "interruptAll" | "kill">,
  limits: StopLimits & { readonly timeMs: number },
  { signal, events, clock }: Pick<Context, "signal" | "events" | "clock">,
  name: string,
  wasHeard: () => boolean,
): Stopping {
  const ended = new AbortController();
  let reason: StopReason | undefined;

  function later(ms: number, act: () => void): void {
    clock.sleep(ms, ended.signal).then(act, () => {});
  }

  function notice(message: string): void {
    events({ type: "notice", message });
  }

  function stop(why: StopReason): void {
    if (reason || ended.signal.aborted) return;
    reason = why;
    const because = why === "timeout" ? ` after ${inWords(limits.timeMs)}` : "";
    notice(
      `${name} is asked to stop${because}: it finishes the step that it is in and writes its state, for at most ${inWords(limits.graceMs)}.`,
    );
    child.interrupt();
    later(Math.min(HEARD_MS, limits.graceMs), () => {
      if (!wasHeard()) child.interruptAll();
    });
    later(limits.graceMs, () => {
      notice(`${name} has not stopped in ${inWords(limits.graceMs)}: it is told to end at once.`);
      child.interruptAll();
      later(limits.lastMs, () => {
        notice(`${name} did not end: it is killed.`);
        child.kill();
      });
    });
  }

  const onAbort = () => stop("cancelled");
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  later(limits.timeMs, () => stop("timeout"));
  return {
    reason: () => reason,
    stop: () => stop("broken"),
    release() {
      signal.removeEventListener("abort", onAbort);
      ended.abort();
    },
  };
}

/** `20 minutes` */
export function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes >= 1) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const seconds = Math.max(1, Math.round(ms / 1_000));
  return seconds === 1 ? "a second" : `${seconds} seconds`;
}
