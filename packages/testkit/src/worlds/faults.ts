import type { Clock } from "@towpath/core";
import { transient } from "@towpath/provisioning";

/** What goes wrong at one call. Calls that change something are counted from 1, over all things. */
export type Fault =
  /** Fails and does nothing. */
  | { readonly at: number; readonly kind: "fail" }
  /** Fails for a reason that may pass, and does nothing. */
  | { readonly at: number; readonly kind: "transient" }
  | { readonly at: number; readonly kind: "slow"; readonly ms: number }
  /** Never ends, unless it is told to stop. */
  | { readonly at: number; readonly kind: "hang" }
  /** Never ends, whatever it is told. */
  | { readonly at: number; readonly kind: "deaf" }
  /** Does it, and fails before anybody could write down that it was done. */
  | { readonly at: number; readonly kind: "crash" }
  /** Says that it did it, and did nothing. */
  | { readonly at: number; readonly kind: "lie" };

/** Faults that a test orders, at any time. */
export interface Faults {
  order(...faults: readonly Fault[]): void;
  /** Takes back what was ordered and did not happen yet. */
  forget(): void;
  /** How many calls there were. */
  calls(): number;
  /** Carries a change out, or lets it go wrong. `undone` is what a liar gives back. */
  around<T>(signal: AbortSignal, clock: Clock, effect: () => T, undone: () => T): Promise<T>;
}

/** A world without faults until some are ordered. */
export function orderableFaults(): Faults {
  const ordered = new Map<number, Fault>();
  let calls = 0;
  return {
    order: (...faults) => {
      for (const fault of faults) ordered.set(calls + fault.at, fault);
    },
    forget: () => ordered.clear(),
    calls: () => calls,
    async around(signal, clock, effect, undone) {
      calls += 1;
      const call = calls;
      const fault = ordered.get(call);
      signal.throwIfAborted();
      switch (fault?.kind) {
        case undefined:
          return effect();
        case "fail":
          throw new Error(`Call ${call} failed as ordered.`);
        case "transient":
          throw transient(new Error(`Call ${call} failed for now.`));
        case "slow":
          await clock.sleep(fault.ms, signal);
          return effect();
        case "hang":
          return new Promise((_, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason), { once: true });
          });
        case "deaf":
          return new Promise(() => undefined);
        case "crash":
          effect();
          throw new Error(`Call ${call} crashed after its effect.`);
        case "lie":
          return undone();
      }
    },
  };
}
