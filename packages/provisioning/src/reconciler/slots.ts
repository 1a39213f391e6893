/** Places of which only so many can be taken at once; whoever came first gets the next. */
export interface Slots {
  take(): Promise<void>;
  give(): void;
}

/** So many places. */
export function slotsFor(count: number): Slots {
  let free = Math.max(1, count);
  const waiting: (() => void)[] = [];
  let first = 0;
  return {
    take() {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    give() {
      const next = waiting[first];
      if (!next) {
        free += 1;
        return;
      }
      first += 1;
      if (first > 1_000) {
        waiting.splice(0, first);
        first = 0;
      }
      next();
    },
  };
}
