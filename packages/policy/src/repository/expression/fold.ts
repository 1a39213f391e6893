import { isJson, type Json } from "@towpath/core";
import type { Call, Expression, Logical } from "./expression.ts";

/** A value that is known without a run. */
export interface Known {
  readonly value: Json;
}

/**
 * What an expression comes to when nothing of it depends on a run; undefined for the rest. Semantics as GitHub documents them:
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions#operators
 */
export function fold(expression: Expression): Known | undefined {
  switch (expression.kind) {
    case "literal":
      return { value: expression.value };
    case "group":
      return fold(expression.of);
    case "context":
    case "index":
      return undefined;
    case "unary": {
      const of = fold(expression.of);
      return of && { value: !isTrue(of.value) };
    }
    case "logical":
      return foldLogical(expression);
    case "binary": {
      const [left, right] = [fold(expression.left), fold(expression.right)];
      if (!left || !right) return undefined;
      return { value: compare(expression.operator, left.value, right.value) };
    }
    case "call":
      return foldCall(expression);
  }
}

/** Whether GitHub takes a value for true. */
export function isTrue(value: Json): boolean {
  return !(value === false || value === 0 || value === "" || value === null || Number.isNaN(value));
}

/** Stops where the result is known: `false && anything` is false. */
function foldLogical({ operator, operands }: Logical): Known | undefined {
  let last: Known | undefined;
  for (const operand of operands) {
    last = fold(operand);
    if (!last) return undefined;
    if (isTrue(last.value) === (operator === "||")) return last;
  }
  return last;
}

function compare(operator: string, left: Json, right: Json): boolean {
  const [a, b] = alike(left, right);
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a !== null && b !== null && a < b;
    case "<=":
      return a !== null && b !== null && a <= b;
    case ">":
      return a !== null && b !== null && a > b;
    default:
      return a !== null && b !== null && a >= b;
  }
}

/** Two values of one type: texts without regard to case, anything else as numbers. What is no number is like nothing. */
function alike(left: Json, right: Json): readonly [Json, Json] {
  if (typeof left === "string" && typeof right === "string") return [left.toLowerCase(), right.toLowerCase()];
  if (typeof left === typeof right && typeof left !== "object") return [left, right];
  return [asNumber(left), asNumber(right)];
}

function asNumber(value: Json): number {
  if (value === null) return 0;
  if (typeof value === "object") return Number.NaN;
  return value === "" ? 0 : Number(value);
}

function foldCall(call: Call): Known | undefined {
  const known = call.args.map(fold);
  const values = known.flatMap((one) => (one ? [one.value] : []));
  if (values.length < known.length) return undefined;
  const [first = null, second = null] = values;
  const [text, part] = [asText(first).toLowerCase(), asText(second).toLowerCase()];
  switch (call.name.toLowerCase()) {
    case "contains":
      if (Array.isArray(first)) return { value: first.some((item) => compare("==", item, second)) };
      return { value: text.includes(part) };
    case "startswith":
      return { value: text.startsWith(part) };
    case "endswith":
      return { value: text.endsWith(part) };
    case "format":
      return unlessLong(format(asText(first), values.slice(1)));
    case "join":
      if (!Array.isArray(first)) return { value: asText(first) };
      return unlessLong(first.map(asText).join(values.length > 1 ? asText(second) : ","));
    case "tojson":
      return unlessLong(JSON.stringify(first, undefined, 2));
    case "fromjson":
      return parsed(asText(first));
    default:
      return undefined;
  }
}

/** A text that doubles at each of fifty levels is left alone. */
function unlessLong(text: string): Known | undefined {
  return text.length > LONGEST ? undefined : { value: text };
}

const LONGEST = 10_000;

function format(text: string, values: readonly Json[]): string {
  return text.replace(/\{\{|\}\}|\{(\d+)\}/g, (found, index: string | undefined) =>
    index === undefined ? found.charAt(0) : asText(values[Number(index)] ?? ""),
  );
}

function parsed(text: string): Known | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/** A value as GitHub writes it into a text. */
function asText(value: Json): string {
  if (value === null) return "";
  return typeof value === "object" ? (Array.isArray(value) ? "Array" : "Object") : String(value);
}
