import type { Clock } from "@towpath/core";

/** Reads at a time: enough to be quick, far below GitHub's hundred. */
const READS = 6;
/** Writes before there is a pause between them. */
const QUICK_WRITES = 10;
/** "Wait at least one second between each request." GitHub's documentation, "Best practices for using the REST API". */
const PAUSE_MS = 1000;

/** Lets work happen a few at a time, in the order in which it came. */
export interface Queue {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function readQueue(): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    run: async (work) => {
      if (running >= READS) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
  };
}

/** One write at a time and, after the first few, a pause before each: what GitHub's secondary limits are about. */
export function writeQueue(clock: Clock, signal: AbortSignal): Queue {
  let last: Promise<unknown> = Promise.resolve();
  let writes = 0;
  return {
    run: (work) => {
      const before = last;
      const mine = (async () => {
        await before.catch(() => {});
        if (++writes > QUICK_WRITES) await clock.sleep(PAUSE_MS, signal);
        return await work();
      })();
      last = mine.catch(() => {}); // whose it is hears of it
      return mine;
    },
  };
}
