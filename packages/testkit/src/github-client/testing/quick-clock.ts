import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@towpath/core";

/** A clock that runs four hundred times as fast, and says how long was waited by it. */
export interface QuickClock extends Clock {
  /** Milliseconds, each wait that ended by itself. */
  readonly waits: readonly number[];
}

const FASTER = 400;

export function quickClock(): QuickClock {
  const start = performance.now();
  const monotonic = (): number => (performance.now() - start) * FASTER;
  const waits: number[] = [];
  return {
    waits,
    monotonic,
    now: () => new Date(Date.parse("2026-11-22T09:00:00Z") + monotonic()),
    sleep: async (ms, signal) => {
      await sleep(ms / FASTER, undefined, { signal });
      waits.push(ms);
    },
  };
}
