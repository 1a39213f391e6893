import { isJsonObject, type Json, own } from "@towpath/core";
import { type CelType, types } from "../type/cel-type.ts";
import { CelMap } from "./cel-map.ts";
import { isCelObject } from "./cel-object.ts";
import { type CelValue, isList } from "./cel-value.ts";

/** A JSON value as expressions see it. Whole numbers are `int` unless the type says otherwise. */
export function celOf(value: Json, type: CelType = types.dyn): CelValue {
  if (typeof value === "number") {
    return type.kind === "double" || !Number.isSafeInteger(value) ? value : BigInt(value);
  }
  if (value === null || typeof value !== "object") return value;
  if (isJsonObject(value)) {
    if (type.kind === "object" && type.ofJson) return type.ofJson(value);
    const member = type.kind === "map" ? type.value : types.dyn;
    return new CelMap(Object.keys(value), (key) => {
      const found = own(value, String(key));
      return found === undefined ? undefined : celOf(found, member);
    });
  }
  const item = type.kind === "list" ? type.item : types.dyn;
  return value.map((one) => celOf(one, item));
}

/** A value as JSON. @throws {RangeError} for a whole number that JSON's readers would change */
export function jsonOf(value: CelValue): Json {
  if (typeof value === "bigint") {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw new RangeError(`${value} is too large for a document`);
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`${value} is no number of a document`);
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map(jsonOf);
  if (value instanceof CelMap)
    return Object.fromEntries(value.keys.map((key) => [String(key), jsonOf(value.get(key) ?? null)]));
  if (!isCelObject(value)) return value.toString();
  const names = [...value.type.properties.keys()];
  return Object.fromEntries(
    names.flatMap((name) => {
      const member = value.get(name);
      return member === undefined ? [] : [[name, jsonOf(member)] as const];
    }),
  );
}

/** A value as a person reads it in a message. */
export function textOf(value: CelValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  if (isList(value)) return value.map(textOf).join(", ");
  const json = typeof value === "number" && !Number.isFinite(value) ? String(value) : jsonOf(value);
  return typeof json === "string" ? json : JSON.stringify(json);
}
