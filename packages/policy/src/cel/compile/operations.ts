import { LONGEST_TEXT } from "../budget.ts";
import { FaultHalt } from "../halt.ts";
import { CelMap } from "../value/cel-map.ts";
import { isCelObject } from "../value/cel-object.ts";
import { type CelValue, isList, kindOf } from "../value/cel-value.ts";
import { compare, isEqual } from "../value/equal.ts";
import { Duration, Timestamp } from "../value/time.ts";
import type { Frame } from "./code.ts";

/** What an operator does. @throws {FaultHalt} where it is not defined for what it is given */
export type Operation = (left: CelValue, right: CelValue, frame: Frame) => CelValue;

/** The operators with two sides but `&&` and `||`. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "==": (a, b, { budget }) => isEqual(a, b, budget),
  "!=": (a, b, { budget }) => !isEqual(a, b, budget),
  in(a, b, { budget }) {
    if (isList(b)) return b.some((one) => isEqual(a, one, budget));
    if (b instanceof CelMap) return b.has(a);
    if (isCelObject(b)) return typeof a === "string" && b.has(a);
    throw new FaultHalt(`nothing is in ${kindOf(b)}`);
  },
  "<": (a, b) => ordered(a, b, "<") < 0,
  "<=": (a, b) => ordered(a, b, "<=") <= 0,
  ">": (a, b) => ordered(a, b, ">") > 0,
  ">=": (a, b) => ordered(a, b, ">=") >= 0,
  "+": add,
  "-": subtract,
  "*": (a, b) => calculate(a, b, "*"),
  "/": (a, b) => calculate(a, b, "/"),
  "%": (a, b) => calculate(a, b, "%"),
};

function ordered(a: CelValue, b: CelValue, operator: string): number {
  const order = compare(a, b);
  if (order !== undefined) return order;
  throw undefinedFor(a, operator, b);
}

function add(a: CelValue, b: CelValue, { budget }: Frame): CelValue {
  if (typeof a === "string" && typeof b === "string") {
    const length = a.length + b.length;
    if (length > LONGEST_TEXT) throw new FaultHalt(`the text would have ${length.toLocaleString("en")} characters`);
    budget.spend(length >> 5);
    return a + b;
  }
  if (isList(a) && isList(b)) {
    budget.spend(a.length + b.length);
    return [...a, ...b];
  }
  if (a instanceof Timestamp && b instanceof Duration) return timed(() => new Timestamp(a.nanoseconds + b.nanoseconds));
  if (a instanceof Duration && b instanceof Timestamp) return timed(() => new Timestamp(a.nanoseconds + b.nanoseconds));
  if (a instanceof Duration && b instanceof Duration) return timed(() => new Duration(a.nanoseconds + b.nanoseconds));
  return calculate(a, b, "+");
}

function subtract(a: CelValue, b: CelValue): CelValue {
  if (a instanceof Timestamp && b instanceof Timestamp) return timed(() => new Duration(a.nanoseconds - b.nanoseconds));
  if (a instanceof Timestamp && b instanceof Duration) return timed(() => new Timestamp(a.nanoseconds - b.nanoseconds));
  if (a instanceof Duration && b instanceof Duration) return timed(() => new Duration(a.nanoseconds - b.nanoseconds));
  return calculate(a, b, "-");
}

function timed<T>(make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    throw thrown instanceof RangeError ? new FaultHalt(thrown.message) : thrown;
  }
}

function calculate(a: CelValue, b: CelValue, operator: string): CelValue {
  if (typeof a === "bigint" && typeof b === "bigint") {
    if (b === 0n && (operator === "/" || operator === "%")) throw new FaultHalt("division by zero");
    return whole(
      operator === "+" ? a + b : operator === "-" ? a - b : operator === "*" ? a * b : operator === "/" ? a / b : a % b,
    );
  }
  if (typeof a === "number" && typeof b === "number" && operator !== "%") {
    return operator === "+" ? a + b : operator === "-" ? a - b : operator === "*" ? a * b : a / b;
  }
  throw undefinedFor(a, operator, b);
}

/** A whole number of 64 bits. @throws {FaultHalt} for one that is larger */
export function whole(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
  throw new FaultHalt("the number is too large: whole numbers have 64 bits");
}

function undefinedFor(a: CelValue, operator: string, b: CelValue): FaultHalt {
  return new FaultHalt(`${kindOf(a)} ${operator} ${kindOf(b)} is not defined`);
}
