import type { JsonObject } from "@towpath/core";
import { isValueObject, UNKNOWN, type Value, type ValueObject } from "../protocol/value.ts";

/** The value as the cloud keeps it: what nobody gave a value is null. */
export function cloudValue(value: ValueObject): JsonObject {
  return JSON.parse(JSON.stringify(value, (_, item: Value) => (item === UNKNOWN ? null : item)));
}

/** The value with what was unknown taken from the other, and null where that has nothing. */
export function filled(value: Value, from: Value | undefined): Value {
  if (value === UNKNOWN) return from ?? null;
  if (Array.isArray(value)) {
    return value.map((item: Value, index) => filled(item, Array.isArray(from) ? from[index] : undefined));
  }
  if (!isValueObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, filled(item, isValueObject(from) ? from[key] : undefined)]),
  );
}
