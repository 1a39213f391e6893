import type { Budget } from "../budget.ts";
import { FaultHalt } from "../halt.ts";
import type { CelType } from "../type/cel-type.ts";
import { type CelValue, kindOf } from "../value/cel-value.ts";
import { Duration, Timestamp } from "../value/time.ts";

/** One way to call a function. */
export interface Overload {
  readonly name: string;
  /** Called as `receiver.name(…)`; the receiver is the first of what it takes. */
  readonly isMethod: boolean;
  readonly takes: readonly CelType[];
  readonly gives: CelType;
  /** What its second argument is a pattern of. */
  readonly pattern?: "re2" | "glob";
  /** @throws {FaultHalt} where it has no value for what it is given */
  run(values: readonly CelValue[], budget: Budget): CelValue;
}

/** The text at a place of what a function is given. */
export function textAt(values: readonly CelValue[], index: number): string {
  const value = values[index] ?? null;
  if (typeof value === "string") return value;
  throw new FaultHalt(`string was expected, and there is ${kindOf(value)}`);
}

/** The whole number at a place of what a function is given. Beyond 2^53 it is cut: nothing is that long. */
export function numberAt(values: readonly CelValue[], index: number): number {
  const value = values[index] ?? null;
  if (typeof value === "bigint") return Number(value);
  throw new FaultHalt(`int was expected, and there is ${kindOf(value)}`);
}

/** The timestamp at a place of what a function is given. */
export function timeAt(values: readonly CelValue[], index: number): Timestamp {
  const value = values[index] ?? null;
  if (value instanceof Timestamp) return value;
  throw new FaultHalt(`timestamp was expected, and there is ${kindOf(value)}`);
}

/** The duration at a place of what a function is given. */
export function durationAt(values: readonly CelValue[], index: number): Duration {
  const value = values[index] ?? null;
  if (value instanceof Duration) return value;
  throw new FaultHalt(`duration was expected, and there is ${kindOf(value)}`);
}

/** What a value's reader says, as a fault of the expression. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw thrown instanceof RangeError ? new FaultHalt(thrown.message) : thrown;
  }
}
