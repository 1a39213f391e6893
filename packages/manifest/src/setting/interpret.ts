import { canonicalJson, isJsonObject, type Json } from "@towpath/core";
import { shown } from "../finding.ts";
import type { NestedSetting } from "../generated/resource-type.ts";
import { typeName } from "../schema/explain.ts";
import { fitsPattern, LONGEST_MATCHED } from "./pattern.ts";

/** What is wrong with a setting's value: `type` when it is another kind of thing, `bound` when it is out of bounds. */
export interface ValueFlaw {
  readonly kind: "type" | "bound";
  /** Where in the value. */
  readonly path: readonly string[];
  readonly found: Json;
  /** `at least 7` */
  readonly expected: string;
}

/** Holds a value against a definition: the closed subset of JSON Schema that settings have. All that is wrong at once. */
export function interpret(definition: NestedSetting, value: Json, path: readonly string[] = []): readonly ValueFlaw[] {
  const flaws: ValueFlaw[] = [];
  const flaw = (kind: ValueFlaw["kind"], expected: string): void => {
    flaws.push({ kind, path, found: value, expected });
  };
  if (definition.type !== undefined && !isOfType(value, definition.type)) {
    flaw("type", typeName(definition.type));
    return flaws;
  }
  if (definition.const !== undefined && !isSame(value, definition.const)) flaw("bound", shown(definition.const));
  if (definition.enum && !definition.enum.some((one) => isSame(value, one)))
    flaw("bound", `one of ${definition.enum.map(shown).join(", ")}`);
  if (typeof value === "number") {
    if (definition.minimum !== undefined && value < definition.minimum) flaw("bound", `at least ${definition.minimum}`);
    if (definition.maximum !== undefined && value > definition.maximum) flaw("bound", `at most ${definition.maximum}`);
  }
  if (typeof value === "string") {
    const { minLength, maxLength, pattern } = definition;
    if (minLength !== undefined && value.length < minLength) flaw("bound", `at least ${minLength} characters`);
    if (maxLength !== undefined && value.length > maxLength) flaw("bound", `at most ${maxLength} characters`);
    else if (pattern !== undefined && value.length > LONGEST_MATCHED)
      flaw("bound", `at most ${LONGEST_MATCHED} characters`);
    else if (pattern !== undefined && !fitsPattern(pattern, value)) flaw("bound", `a text that fits ${pattern}`);
  }
  const { items, properties } = definition;
  if (Array.isArray(value) && items) {
    const list: readonly Json[] = value;
    for (const [index, item] of list.entries()) flaws.push(...interpret(items, item, [...path, String(index)]));
  }
  if (isJsonObject(value) && properties) {
    for (const key of definition.required ?? [])
      if (!Object.hasOwn(value, key)) flaw("type", `a mapping with ${shown(key)}`);
    for (const [key, member] of Object.entries(value)) {
      const nested = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (nested) flaws.push(...interpret(nested, member, [...path, key]));
      else flaw("type", `a mapping without ${shown(key)}: it has ${Object.keys(properties).join(", ")}`);
    }
  }
  return flaws;
}

function isOfType(value: Json, type: NonNullable<NestedSetting["type"]>): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isJsonObject(value);
  return typeof value === type;
}

/** Equality as JSON has it. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b);
}
