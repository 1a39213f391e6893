import { FaultHalt } from "../halt.ts";
import { type CelType, types } from "../type/cel-type.ts";
import { type CelValue, kindOf } from "../value/cel-value.ts";
import { Duration, Timestamp } from "../value/time.ts";
import { type Overload, reading } from "./overload.ts";

const { bool, double, duration, dyn, int, string, timestamp } = types;

/** `int()`, `double()`, `string()`, `bool()`, `timestamp()`, `duration()`, `dyn()`. */
export const conversionFunctions: readonly Overload[] = [
  ...conversion("int", [int, double, string, timestamp], int, toInt),
  ...conversion("double", [double, int, string], double, toDouble),
  ...conversion("string", [string, bool, int, double, timestamp, duration], string, toText),
  ...conversion("bool", [bool, string], bool, toBool),
  ...conversion("timestamp", [timestamp, string, int], timestamp, toTimestamp),
  ...conversion("duration", [duration, string], duration, toDuration),
  ...conversion("dyn", [dyn], dyn, (value) => value),
];

function conversion(
  name: string,
  from: readonly CelType[],
  gives: CelType,
  convert: (value: CelValue) => CelValue,
): readonly Overload[] {
  return from.map((type) => ({
    name,
    isMethod: false,
    takes: [type],
    gives,
    run: ([value = null]) => reading(() => convert(value)),
  }));
}

function toInt(value: CelValue): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isFinite(value) && Math.abs(value) < 2 ** 63)
    return BigInt(Math.trunc(value));
  if (typeof value === "string" && /^[+-]?\d{1,19}$/.test(value)) {
    const found = BigInt(value.replace("+", ""));
    if (BigInt.asIntN(64, found) === found) return found;
  }
  if (value instanceof Timestamp) return (value.nanoseconds - modulo(value.nanoseconds)) / 1_000_000_000n;
  throw new FaultHalt(`${shown(value)} is no whole number of 64 bits`);
}

function modulo(nanoseconds: bigint): bigint {
  return ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
}

const DOUBLE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Infinity,
  "+inf": Infinity,
  "-inf": -Infinity,
  infinity: Infinity,
  "+infinity": Infinity,
  "-infinity": -Infinity,
};

function toDouble(value: CelValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" && value.length <= 400) {
    const special = Object.hasOwn(SPECIAL, value.toLowerCase()) ? SPECIAL[value.toLowerCase()] : undefined;
    if (special !== undefined) return special;
    if (DOUBLE.test(value)) return Number(value);
  }
  throw new FaultHalt(`${shown(value)} is no number`);
}

function toText(value: CelValue): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  if (typeof value === "number") return String(value).replace(/e([+-])(\d)$/, "e$10$2");
  return String(value);
}

const TRUE = ["1", "t", "true", "TRUE", "True"];
const FALSE = ["0", "f", "false", "FALSE", "False"];

function toBool(value: CelValue): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string" && TRUE.includes(value)) return true;
  if (typeof value === "string" && FALSE.includes(value)) return false;
  throw new FaultHalt(`${shown(value)} is neither true nor false`);
}

function toTimestamp(value: CelValue): Timestamp {
  if (value instanceof Timestamp) return value;
  if (typeof value === "bigint") return new Timestamp(value * 1_000_000_000n);
  if (typeof value === "string") return Timestamp.parse(value);
  throw new FaultHalt(`${shown(value)} is no time`);
}

function toDuration(value: CelValue): Duration {
  if (value instanceof Duration) return value;
  if (typeof value === "string") return Duration.parse(value);
  throw new FaultHalt(`${shown(value)} is no duration`);
}

function shown(value: CelValue): string {
  if (typeof value === "string") return `"${value.slice(0, 60)}"`;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : kindOf(value);
}
