import { canonicalJson, isJsonObject, type Json } from "@towpath/core";
import { names, shown } from "../finding.ts";
import type { NestedSetting } from "../generated/resource-type.ts";
import type { Tier } from "../graph/graph-resource.ts";
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
  /** The tier of the part: its own, or that of what it is a part of. */
  readonly tier: Tier;
  /** Why the part's definition asks for it. */
  readonly why: string | undefined;
}

/** How many flaws of one value are said: the first of a thousand tell enough. */
const MOST_FLAWS = 100;

/** Where in a value the interpreter is. */
interface Within {
  readonly path: readonly string[];
  readonly tier: Tier;
  readonly why: string | undefined;
}

/** Holds a value against a definition: the closed subset of JSON Schema that settings have. All that is wrong at once. */
export function interpret(definition: NestedSetting, value: Json): readonly ValueFlaw[] {
  const flaws: ValueFlaw[] = [];
  hold(definition, value, { path: [], tier: "free", why: undefined }, flaws);
  return flaws;
}

function hold(definition: NestedSetting, value: Json, around: Within, flaws: ValueFlaw[]): void {
  if (flaws.length >= MOST_FLAWS) return;
  const { path } = around;
  const here = { path, tier: definition.tier ?? around.tier, why: definition.why ?? around.why };
  const flaw = (kind: ValueFlaw["kind"], expected: string): void => {
    flaws.push({ kind, found: value, expected, ...here });
  };
  if (definition.type !== undefined && !isOfType(value, definition.type)) {
    flaw("type", typeName(definition.type));
    return;
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
    for (const [index, item] of list.entries()) hold(items, item, { ...here, path: [...path, String(index)] }, flaws);
  }
  if (isJsonObject(value) && properties) {
    for (const key of definition.required ?? [])
      if (!Object.hasOwn(value, key)) flaw("type", `a mapping with ${shown(key)}`);
    for (const [key, member] of Object.entries(value)) {
      const nested = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (nested) hold(nested, member, { ...here, path: [...path, key] }, flaws);
      else
        flaws.push({
          ...here,
          kind: "type",
          path: [...path, key],
          found: member,
          expected: `a name that it has: ${names(Object.keys(properties))}`,
        });
    }
  }
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
