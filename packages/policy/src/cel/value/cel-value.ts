import { type CelType, typeName } from "../type/cel-type.ts";
import { CelMap } from "./cel-map.ts";
import { type CelObject, isCelObject } from "./cel-object.ts";
import { Duration, Timestamp } from "./time.ts";

/** What a key of a map can be. */
export type CelKey = string | bigint | boolean;

/** What an expression can come to. Whole numbers are `bigint`, those with a fraction `number`. */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly CelValue[]
  | CelMap
  | CelObject
  | Timestamp
  | Duration;

/** Whether a value is a list. */
export function isList(value: CelValue): value is readonly CelValue[] {
  return Array.isArray(value);
}

/** What a value is, as messages name it. */
export function kindOf(value: CelValue): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "string":
      return "string";
  }
  if (isList(value)) return "list";
  if (value instanceof CelMap) return "map";
  if (value instanceof Timestamp) return "timestamp";
  return value instanceof Duration ? "duration" : value.type.name;
}

/** Whether a value is of a type; parts are not looked at. */
export function isOfType(value: CelValue, type: CelType): boolean {
  if (type.kind === "dyn") return true;
  if (type.kind === "object") return isCelObject(value) && value.type.name === type.name;
  return kindOf(value) === (type.kind === "list" || type.kind === "map" ? type.kind : typeName(type));
}
