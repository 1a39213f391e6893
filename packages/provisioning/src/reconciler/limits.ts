import type { Clock, ProgressEvent } from "@towpath/core";
import type { Driver } from "../driver.ts";
import { provisioningError } from "../errors.ts";
import { saidBy } from "./said.ts";
import { isTransient } from "./transient.ts";

/** How patient the reconciler is. Durations in milliseconds. */
export interface Limits {
  /** For one try of one step. */
  readonly stepMs: number;
  /** For one try of reading what is there. */
  readonly readMs: number;
  /** How long a step may go on after the run was cancelled, to end what it is in. */
  readonly graceMs: number;
  /** How long a step that was told to stop may take until it is given up on. */
  readonly settleMs: number;
  /** How often a step is tried when it fails for a reason that may pass. */
  readonly attempts: number;
  /** The pause before the second try; it doubles from try to try. */
  readonly backoffMs: number;
}

/** What holds where nobody says otherwise. */
export const DEFAULT_LIMITS: Limits = {
  stepMs: 10 * 60_000,
  readMs: 2 * 60_000,
  graceMs: 5_000,
  settleMs: 5_000,
  attempts: 4,
  backoffMs: 500,
};

/** The limits that hold for one driver: its own where it says some. */
export function limitsOf(driver: Pick<Driver, "limits">, limits: Limits): Limits {
  const { stepMs, readMs, attempts } = driver.limits ?? {};
  return {
    ...limits,
    stepMs: atLeastOne(stepMs, limits.stepMs),
    readMs: atLeastOne(readMs, limits.readMs),
    attempts: atLeastOne(attempts, limits.attempts),
  };
}

function atLeastOne(said: number | undefined, otherwise: number): number {
  return typeof said === "number" && said >= 1 ? said : otherwise;
}

interface World {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Hears of every further try. */
  readonly events?: ((event: ProgressEvent) => void) | undefined;
}

/** Tries something within a time limit, again while the reason may pass. `work` gets a signal that ends its try. */
export async function patiently<T>(
  what: string,
  timeoutMs: number,
  limits: Limits,
  world: World,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withinLimit(what, timeoutMs, limits, world, work);
    } catch (error) {
      if (attempt >= limits.attempts || !isTransient(error) || world.signal.aborted) throw error;
      const pauseMs = limits.backoffMs * 2 ** (attempt - 1);
      world.events?.({
        type: "notice",
        message: `${what} failed, and is tried again in ${pauseMs / 1000} s (${attempt + 1} of ${limits.attempts}): ${saidBy(error)}`,
      });
      await world.clock.sleep(pauseMs, world.signal);
    }
  }
}

/**
 * A cancelled run lets the step it is in go on for a while, and a step that does not stop when told to is left behind:
 * its intention is on record, the next run finds out what became of it.
 */
async function withinLimit<T>(
  what: string,
  timeoutMs: number,
  limits: Limits,
  { clock, signal }: World,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const step = new AbortController();
  const working = (async () => work(step.signal))();
  if (await isSettledSoon(working)) return working;
  const done = new AbortController();
  const timedOut = clock.sleep(timeoutMs, done.signal).then(() => timeout(what, timeoutMs));
  const cancelled = aborted(signal, done.signal).then(async () => {
    await clock.sleep(limits.graceMs, done.signal);
    return signal.reason;
  });
  const givenUp = Promise.race([timedOut, cancelled]).then(async (reason: unknown) => {
    step.abort(reason);
    await clock.sleep(limits.settleMs, done.signal);
    throw reason;
  });
  for (const guard of [timedOut, cancelled, givenUp]) guard.catch(() => undefined);
  try {
    return await Promise.race([working, givenUp]);
  } catch (error) {
    throw step.signal.aborted ? step.signal.reason : error;
  } finally {
    done.abort();
  }
}

/** What answers without waiting for anything needs no guard: thousands of those cost more than what they guard. */
async function isSettledSoon(working: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  working.then(settle, settle);
  for (let turn = 0; turn < 16 && !isSettled; turn += 1) await undefined;
  return isSettled;
}

function aborted(signal: AbortSignal, done: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true, signal: done });
  });
}

function timeout(what: string, ms: number): Error {
  return provisioningError({
    code: "provisioning/timeout",
    kind: "fault",
    message: `${what} was not done after ${Math.round(ms / 1000)} seconds.`,
    hint: "Look at the log of the server or service behind it, and run the command again: it goes on from what is there.",
  });
}
