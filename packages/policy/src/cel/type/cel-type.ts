import type { JsonObject } from "@towpath/core";
import type { CelObject } from "../value/cel-object.ts";

/** What an expression can be about. `dyn` is what is known only when it is evaluated. */
export type CelType =
  | { readonly kind: "bool" | "int" | "double" | "null" | "timestamp" | "duration" | "dyn" }
  /** `values`: the only texts that it can be. */
  | { readonly kind: "string"; readonly values?: readonly string[] | undefined }
  | { readonly kind: "list"; readonly item: CelType }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  | ObjectType;

/** Something with named properties and no others. */
export interface ObjectType {
  readonly kind: "object";
  /** What messages call it: `resource`, `container`. */
  readonly name: string;
  readonly properties: ReadonlyMap<string, Property>;
  /** Shows a mapping of a document as one. */
  readonly ofJson?: ((value: JsonObject) => CelObject) | undefined;
}

/** One property of an object type. */
export interface Property {
  readonly type: CelType;
  /** Asked for with `has()` before it is read. */
  readonly isOptional: boolean;
}

/** An object type that knows how to show a JavaScript object. The same object has one view, shared by all rules. */
export interface ViewType<T> extends ObjectType {
  view(of: T): CelObject;
}

const simple = (kind: "bool" | "int" | "double" | "null" | "timestamp" | "duration" | "dyn"): CelType => ({ kind });

/** The types without parts. */
export const types = {
  bool: simple("bool"),
  int: simple("int"),
  double: simple("double"),
  null: simple("null"),
  string: { kind: "string" },
  timestamp: simple("timestamp"),
  duration: simple("duration"),
  dyn: simple("dyn"),
} as const satisfies Record<string, CelType>;

/** A list of items of one type. */
export function listOf(item: CelType): CelType {
  return { kind: "list", item };
}

/** A map from texts. */
export function mapOf(value: CelType): CelType {
  return { kind: "map", key: types.string, value };
}

/** One of a few texts. */
export function oneOf(...values: readonly string[]): CelType {
  return { kind: "string", values };
}

/** A type as messages name it: `list(string)`. */
export function typeName(type: CelType): string {
  switch (type.kind) {
    case "list":
      return `list(${typeName(type.item)})`;
    case "map":
      return `map(${typeName(type.key)}, ${typeName(type.value)})`;
    case "object":
      return type.name;
    default:
      return type.kind;
  }
}

/** Whether a value of the one type may be one of the other, as far as that is known before it is evaluated. */
export function fits(expected: CelType, actual: CelType): boolean {
  if (expected.kind === "dyn" || actual.kind === "dyn") return true;
  if (expected.kind === "list" && actual.kind === "list") return fits(expected.item, actual.item);
  if (expected.kind === "map" && actual.kind === "map")
    return fits(expected.key, actual.key) && fits(expected.value, actual.value);
  if (expected.kind === "object" && actual.kind === "object") return expected.name === actual.name;
  return expected.kind === actual.kind;
}

/** The type of what is of one or the other type; undefined where they have nothing in common. */
export function join(a: CelType, b: CelType): CelType | undefined {
  if (a === b) return a;
  if (a.kind === "dyn" || b.kind === "dyn" || a.kind === "null" || b.kind === "null") return types.dyn;
  if (a.kind === "list" && b.kind === "list") return listOf(join(a.item, b.item) ?? types.dyn);
  if (a.kind === "map" && b.kind === "map")
    return { kind: "map", key: join(a.key, b.key) ?? types.dyn, value: join(a.value, b.value) ?? types.dyn };
  if (a.kind === "string" && b.kind === "string") return types.string;
  return a.kind === b.kind && a.kind !== "object" ? a : undefined;
}

/** Whether two types can be compared with `==`: what can never be equal is a slip. */
export function isComparable(a: CelType, b: CelType): boolean {
  if (a.kind === "dyn" || b.kind === "dyn" || a.kind === "null" || b.kind === "null") return true;
  if (isNumber(a) && isNumber(b)) return true;
  if (a.kind === "list" && b.kind === "list") return isComparable(a.item, b.item);
  if (a.kind === "map" && b.kind === "map") return isComparable(a.key, b.key) && isComparable(a.value, b.value);
  return fits(a, b);
}

/** Whether it is a whole number or one with a fraction. */
export function isNumber(type: CelType): boolean {
  return type.kind === "int" || type.kind === "double";
}
