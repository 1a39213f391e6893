import { canonicalJson, isJsonObject, type JsonObject } from "@towpath/core";
import { type SchemaNode, type SchemaRules, TYPES } from "./schema-node.ts";

/** Whether a value is what a schema says. It says no more than that, at the first thing that is wrong: most are right. */
export function isValid(node: SchemaNode, value: unknown): boolean {
  const { rules } = node;
  if (rules.ref && !isValid(rules.ref, value)) return false;
  const type = typeOf(value);
  if (rules.types !== 0 && (rules.types & type) === 0) return false;
  if (rules.allowed && !isAmong(rules.allowed, value)) return false;
  if (rules.not && isValid(rules.not, value)) return false;
  if (rules.anyOf && !rules.anyOf.some((one) => isValid(one, value))) return false;
  if (rules.oneOf && rules.oneOf.filter((one) => isValid(one, value)).length !== 1) return false;
  if (rules.allOf && !rules.allOf.every((one) => isValid(one, value))) return false;
  if (typeof value === "string") return isText(rules, value);
  if (typeof value === "number") return value >= rules.minimum && value <= rules.maximum;
  if (isJsonObject(value)) return isObject(rules, value);
  return !Array.isArray(value) || isList(rules, value);
}

/** The bit of a value's narrowest type; 0 for what JSON cannot say. */
export function typeOf(value: unknown): number {
  if (typeof value === "string") return TYPES.string;
  if (typeof value === "number") return Number.isInteger(value) ? TYPES.integer : TYPES.number;
  if (typeof value === "boolean") return TYPES.boolean;
  if (value === null) return TYPES.null;
  return Array.isArray(value) ? TYPES.array : typeof value === "object" ? TYPES.object : 0;
}

/** Whether a value is one of some others, by what they say. */
export function isAmong(allowed: readonly unknown[], value: unknown): boolean {
  if (typeof value !== "object" || value === null) return allowed.includes(value);
  const text = canonicalJson(value);
  return allowed.some((one) => typeof one === "object" && canonicalJson(one) === text);
}

/** How many characters a text has, where that can matter: a pair of surrogates is one. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function isText(rules: SchemaRules, text: string): boolean {
  // Characters are counted only where the number of code units leaves it open.
  if (text.length < rules.minLength || (rules.minLength > 1 && lengthOf(text) < rules.minLength)) return false;
  if (text.length > rules.maxLength && lengthOf(text) > rules.maxLength) return false;
  return rules.pattern === undefined || rules.pattern.test(text);
}

function isList(rules: SchemaRules, items: readonly unknown[]): boolean {
  if (items.length < rules.minItems || items.length > rules.maxItems) return false;
  if (rules.items) for (const item of items) if (!isValid(rules.items, item)) return false;
  return true;
}

function isObject(rules: SchemaRules, object: JsonObject): boolean {
  for (const key of rules.required) if (object[key] === undefined) return false;
  const { properties, additional, propertyNames } = rules;
  let count = 0;
  for (const key in object) {
    count += 1;
    if (propertyNames && !isValid(propertyNames, key)) return false;
    const property = properties.get(key) ?? additional;
    if (property === false || (property && !isValid(property, object[key] ?? null))) return false;
  }
  return count >= rules.minProperties && count <= rules.maxProperties;
}
