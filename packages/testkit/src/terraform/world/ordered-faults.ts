import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, ProviderCall } from "./fault.ts";

/** A call ends with this error: what Terraform shows as summary and detail. */
export class Refusal extends Error {
  readonly detail: string;

  constructor(summary: string, detail = "") {
    super(summary);
    this.detail = detail;
  }
}

/** The faults of one call, in the order in which they were ordered. */
export interface FaultsOfCall {
  /** What happens before the change is made. @throws {Refusal} where it is not made */
  before(): Promise<void>;
  /** What happens after it was made. @throws {Refusal} where it was made and an error is said */
  after(): void;
  /** What is made in the place of what was asked for. */
  readonly other: Extract<Fault, { kind: "other-than-planned" }> | undefined;
  readonly isLost: boolean;
  /** Terraform is not told of what was made. */
  readonly isForgotten: boolean;
}

/** The faults of a provider's process. */
export interface OrderedFaults {
  order(fault: Fault): void;
  forget(): void;
  /** Terraform was interrupted: what stops for it, stops. */
  stop(): void;
  of(call: ProviderCall, type: string, id: string): FaultsOfCall;
}

/** Faults that are ordered one by one. `crash` ends the process. */
export function orderedFaults(crash: () => never): OrderedFaults {
  let ordered: { fault: Fault; seen: number }[] = [];
  let stopped = new AbortController();
  return {
    order: (fault) => {
      ordered.push({ fault, seen: 0 });
    },
    forget: () => {
      ordered = [];
    },
    stop: () => {
      stopped.abort();
      stopped = new AbortController();
    },
    of: (call, type, id) => {
      const faults = ordered.flatMap((each) => (isDue(each, call, type, id) ? [each.fault] : []));
      const { signal } = stopped;
      return {
        before: async () => {
          for (const fault of faults) await goWrongBefore(fault, signal, crash);
        },
        after: () => {
          for (const fault of faults) {
            if (fault.kind === "crash") crash();
            if (fault.kind === "fail") throw new Refusal(fault.summary, fault.detail);
          }
        },
        other: faults.find((fault) => fault.kind === "other-than-planned"),
        isForgotten: faults.some((fault) => fault.kind === "fail" && fault.isForgotten === true),
        isLost: faults.some((fault) => fault.kind === "lose"),
      };
    },
  };
}

/** True where the fault is for this call, which is counted. */
function isDue(each: { fault: Fault; seen: number }, call: ProviderCall, type: string, id: string): boolean {
  const { fault } = each;
  if (fault.kind === "refuse-delete") return call === "delete" && fault.id === id;
  if (fault.call !== call || (fault.type !== undefined && fault.type !== type)) return false;
  each.seen += 1;
  const first = fault.at ?? 1;
  return each.seen >= first && each.seen < first + (fault.times ?? 1);
}

async function goWrongBefore(fault: Fault, signal: AbortSignal, crash: () => never): Promise<void> {
  switch (fault.kind) {
    case "slow":
      try {
        await sleep(fault.ms, undefined, fault.stops ? { signal } : {});
      } catch {
        throw new Refusal("context canceled", "The call was given up because Terraform was interrupted.");
      }
      return;
    case "fail":
      if (!fault.isCarriedOut && !fault.isForgotten) throw new Refusal(fault.summary, fault.detail);
      return;
    case "crash":
      if (fault.when === "before") crash();
      return;
    case "refuse-delete":
      throw new Refusal(
        `deleting ${fault.id}: unexpected status 409 (409 Conflict) with error: ScopeLocked`,
        `The scope '${fault.id}' cannot perform delete operation because following scope(s) are locked. Please remove the lock and try again.`,
      );
    case "other-than-planned":
    case "lose":
      return;
  }
}
