import { canonicalJson, isJson, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { Definition } from "@towpath/manifest";

/** What a setting is tried with. */
export interface ExampleValues {
  /** What holds in the example; absent where the setting may be left out and nobody gives a value. */
  readonly base?: Json | undefined;
  /** Another value for a second thing beside the first, where the setting has examples. */
  readonly other?: Json | undefined;
  /** What the base is changed to, one after the other. */
  readonly changes: readonly Json[];
}

/** Values of a setting from what its type says: its default, its examples, each of its values, its bounds. */
export function exampleValues(definition: Definition): ExampleValues {
  const given: readonly unknown[] = definition.examples ?? [];
  const examples = given.filter(isJson);
  const candidates = [...examples, ...valuesOf(definition)];
  const fixed = jsonOf(definition.const);
  const base = fixed ?? jsonOf(definition.default) ?? candidates[0];
  if (fixed !== undefined) return { base: fixed, changes: [] };
  const seen = new Set(base === undefined ? [] : [canonicalJson(base)]);
  const changes = candidates.filter((value) => {
    const form = canonicalJson(value);
    const isNew = !seen.has(form);
    seen.add(form);
    return isNew;
  });
  const other = examples.find((value) => base !== undefined && canonicalJson(value) !== canonicalJson(base));
  return { base, ...(other === undefined ? {} : { other }), changes };
}

function valuesOf(definition: Definition): readonly Json[] {
  const { enum: allowed, type, minimum, maximum, items, properties = {} } = definition;
  if (allowed) return allowed.filter(isJson);
  switch (type) {
    case "boolean":
      return [false, true];
    case "integer":
    case "number":
      return numbersOf(definition, minimum, maximum);
    case "array":
      return items ? [[], ...valuesOf(items).map((item) => [item])] : [[]];
    case "object":
      return Object.entries(properties).flatMap(([name, nested]) => changedMembers(definition, name, nested));
    default:
      return [];
  }
}

function numbersOf({ default: standard }: Definition, minimum?: number, maximum?: number): readonly number[] {
  const bounds = [minimum, maximum].filter((bound) => bound !== undefined);
  if (bounds.length > 0) return bounds;
  return typeof standard === "number" ? [standard + 1] : [1, 2];
}

function changedMembers(definition: Definition, name: string, nested: Definition): readonly Json[] {
  const whole = wholeOf(definition);
  return exampleValues(nested).changes.map((value) => ({ ...whole, [name]: value }));
}

function wholeOf({ default: standard, properties = {} }: Definition): JsonObject {
  const members = Object.entries(properties).flatMap(([name, nested]) => {
    const { base } = exampleValues(nested);
    return base === undefined ? [] : [[name, base] as const];
  });
  const given = jsonOf(standard);
  return { ...Object.fromEntries(members), ...(given !== undefined && isJsonObject(given) ? given : {}) };
}

function jsonOf(value: unknown): Json | undefined {
  return isJson(value) ? value : undefined;
}
