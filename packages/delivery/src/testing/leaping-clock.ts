import { setImmediate } from "node:timers/promises";
import type { Clock } from "@towpath/core";

/** A clock whose time passes only by sleeping, and then at once. */
export interface LeapingClock extends Clock {
  leap(ms: number): void;
}

export function leapingClock(start = "2026-03-02T10:00:00.000Z"): LeapingClock {
  const startedAt = Date.parse(start);
  let passed = 0;
  return {
    now: () => new Date(startedAt + passed),
    monotonic: () => passed,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      passed += ms;
      await setImmediate();
      signal.throwIfAborted();
    },
    leap(ms) {
      passed += ms;
    },
  };
}
