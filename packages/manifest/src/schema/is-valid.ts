import { canonicalJson, isJsonObject, type JsonObject } from "@towpath/core";
import { type SchemaNode, TYPES } from "./schema-node.ts";

/** Whether a value is what a schema says. It says no more than that, at the first thing that is wrong: most are right. */
export function isValid(node: SchemaNode, value: unknown): boolean {
  if (node.ref && !isValid(node.ref(), value)) return false;
  const type = typeOf(value);
  if (node.types !== 0 && (node.types & type) === 0) return false;
  if (node.allowed && !isAmong(node.allowed, value)) return false;
  if (node.not && isValid(node.not, value)) return false;
  if (node.anyOf && !node.anyOf.some((one) => isValid(one, value))) return false;
  if (node.oneOf && node.oneOf.filter((one) => isValid(one, value)).length !== 1) return false;
  if (node.allOf && !node.allOf.every((one) => isValid(one, value))) return false;
  if (typeof value === "string") return isText(node, value);
  if (typeof value === "number") return value >= node.minimum && value <= node.maximum;
  if (isJsonObject(value)) return isObject(node, value);
  return !Array.isArray(value) || isList(node, value);
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

function isText(node: SchemaNode, text: string): boolean {
  // Characters are counted only where the number of code units leaves it open.
  if (text.length < node.minLength || (node.minLength > 1 && lengthOf(text) < node.minLength)) return false;
  if (text.length > node.maxLength && lengthOf(text) > node.maxLength) return false;
  return node.pattern === undefined || node.pattern.test(text);
}

function isList(node: SchemaNode, items: readonly unknown[]): boolean {
  if (items.length < node.minItems || items.length > node.maxItems) return false;
  if (node.items) for (const item of items) if (!isValid(node.items, item)) return false;
  return true;
}

function isObject(node: SchemaNode, object: JsonObject): boolean {
  for (const key of node.required) if (object[key] === undefined) return false;
  const { properties, additional, propertyNames } = node;
  let count = 0;
  for (const key in object) {
    count += 1;
    if (propertyNames && !isValid(propertyNames, key)) return false;
    const property = properties.get(key) ?? additional;
    if (property === false || (property && !isValid(property, object[key] ?? null))) return false;
  }
  return count >= node.minProperties && count <= node.maxProperties;
}
