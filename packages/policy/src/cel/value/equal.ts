import type { Budget } from "../budget.ts";
import { CelMap } from "./cel-map.ts";
import { isCelObject } from "./cel-object.ts";
import { type CelValue, isList } from "./cel-value.ts";
import { Duration, Timestamp } from "./time.ts";

/** Whether two values are equal. Numbers are by what they come to, values of different kinds never. */
export function isEqual(a: CelValue, b: CelValue, budget: Budget): boolean {
  budget.spend(1);
  if (typeof a === "string" || typeof a === "boolean" || a === null) return a === b;
  if (typeof a === "bigint" || typeof a === "number") {
    // A whole number equals a fraction of the same value, 1 == 1.0; neither is rounded for it.
    return (typeof b === "bigint" || typeof b === "number") && a <= b && a >= b;
  }
  if (isList(a)) {
    return isList(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index] ?? null, budget));
  }
  if (a instanceof CelMap) {
    if (!(b instanceof CelMap) || a.keys.length !== b.keys.length) return false;
    return a.keys.every((key) => b.has(key) && isEqual(a.get(key) ?? null, b.get(key) ?? null, budget));
  }
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanoseconds === b.nanoseconds;
  if (a instanceof Duration) return b instanceof Duration && a.nanoseconds === b.nanoseconds;
  if (b === null || typeof b !== "object" || !isCelObject(b) || a.type.name !== b.type.name) return false;
  return [...a.type.properties.keys()].every((name) => {
    const [left, right] = [a.get(name), b.get(name)];
    return left === undefined || right === undefined ? left === right : isEqual(left, right, budget);
  });
}

/** Below zero where the first comes first; undefined where they have no order. */
export function compare(a: CelValue, b: CelValue): number | undefined {
  if (typeof a === "bigint" && typeof b === "bigint") return order(a, b);
  if ((typeof a === "bigint" || typeof a === "number") && (typeof b === "bigint" || typeof b === "number")) {
    return differenceOf(Number(a), Number(b));
  }
  if (typeof a === "string" && typeof b === "string") return compareCharacters(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.nanoseconds, b.nanoseconds);
  if (a instanceof Duration && b instanceof Duration) return order(a.nanoseconds, b.nanoseconds);
  return undefined;
}

/** Not by subtraction: two infinities are equal. */
function differenceOf(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : a > b ? 1 : Number.NaN;
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, as CEL does; JavaScript compares halves of surrogate pairs. */
function compareCharacters(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a.codePointAt(index) ?? 0) - (b.codePointAt(index) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
