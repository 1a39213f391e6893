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
  const inOrder = steps.toSorted((a, b) => compareText(a.address, b.address));
  const waiting = new Map(inOrder.map((step) => [step.address, step]));
  const needs = new Map(
    inOrder.map(({ address, after }) => [
      address,
      new Set(after.filter((each) => each !== address && waiting.has(each))),
    ]),
  );
  const waiters = waitersOf(needs);
  const ready = inOrder.filter(({ address }) => needs.get(address)?.size === 0);
  let next = 0; // what is ready and was not begun
  let running = 0;
  await new Promise<void>((resolve) => {
    const fill = () => {
      while (running < concurrency) {
        const step = ready[next] ?? firstOfCircle();
        if (!step) break;
        next += 1;
        if (waiting.delete(step.address)) start(step);
      }
      if (running === 0 && waiting.size === 0) resolve();
    };
    /** Records of different times may wait for each other in a circle: somebody has to be first. */
    const firstOfCircle = () => {
      if (running > 0) return undefined;
      const [first] = waiting.values();
      if (first) ready.push(first);
      return first;
    };
    const start = (step: S) => {
      running += 1;
      void run(step).then((isDone) => {
        running -= 1;
        if (isDone) succeeded(step);
        else failed(step);
        fill();
      });
    };
    fill();
  });

  function succeeded({ address }: S): void {
    for (const waiter of waiters.get(address) ?? []) {
      const left = needs.get(waiter);
      const step = waiting.get(waiter);
      if (left?.delete(address) && left.size === 0 && step) ready.push(step);
    }
  }

  function failed(step: S): void {
    const spreading: Address[] = [step.address];
    for (const because of spreading)
      for (const waiter of waiters.get(because) ?? []) {
        const left = waiting.get(waiter);
        if (!left) continue;
        waiting.delete(waiter);
        skip(left, because);
        spreading.push(waiter);
      }
  }
}

function waitersOf(needs: ReadonlyMap<Address, ReadonlySet<Address>>): ReadonlyMap<Address, readonly Address[]> {
  const waiters = new Map<Address, Address[]>();
  for (const [address, needed] of needs)
    for (const each of needed) {
      const known = waiters.get(each);
      if (known) known.push(address);
      else waiters.set(each, [address]);
    }
  return waiters;
}
