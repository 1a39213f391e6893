import { type Address, compareText } from "@towpath/core";

/** Does something with each, at most `concurrency` at once; results in the order of `things`. The first failure fails all. */
export async function inParallel<T, R>(
  things: readonly T[],
  concurrency: number,
  work: (thing: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = things.entries();
  const worker = async () => {
    for (const [index, thing] of queue) results[index] = await work(thing);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, things.length) }, worker));
  return results;
}

/** One step of several that wait for each other. */
export interface ScheduledStep {
  readonly address: Address;
  /** Addresses of steps that must have succeeded before. */
  readonly after: readonly Address[];
}

/**
 * Runs steps as soon as those that they wait for have succeeded, at most `concurrency` at once. `run` says whether it
 * succeeded and never throws; a step that waits for one that did not gets `skip` with that one's address.
 */
export async function schedule<S extends ScheduledStep>(
  steps: readonly S[],
  concurrency: number,
  run: (step: S) => Promise<boolean>,
  skip: (step: S, because: Address) => void,
): Promise<void> {
  const waiting = new Map(steps.map((step) => [step.address, step]));
  const failed = new Set<Address>();
  const running = new Map<Address, Promise<void>>();
  while (waiting.size > 0 || running.size > 0) {
    let hasSkipped = false;
    for (const step of [...waiting.values()].sort((a, b) => compareText(a.address, b.address))) {
      if (running.size >= concurrency) break;
      const because = step.after.find((address) => failed.has(address));
      const isReady = !step.after.some(
        (address) => address !== step.address && (waiting.has(address) || running.has(address)),
      );
      if (because === undefined && !isReady) continue;
      waiting.delete(step.address);
      if (because !== undefined) {
        failed.add(step.address);
        skip(step, because);
        hasSkipped = true;
        continue;
      }
      start(step);
    }
    if (hasSkipped) continue;
    if (running.size > 0) {
      await Promise.race(running.values());
      continue;
    }
    // Records of different times may wait for each other in a circle: somebody has to be first.
    const [first] = [...waiting.values()].sort((a, b) => compareText(a.address, b.address));
    if (first) {
      waiting.delete(first.address);
      start(first);
    }
  }

  function start(step: S): void {
    const work = run(step).then((isDone) => {
      if (!isDone) failed.add(step.address);
      running.delete(step.address);
    });
    running.set(step.address, work);
  }
}
