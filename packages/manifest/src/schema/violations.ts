import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { pointer } from "../document/pointer.ts";
import { isAmong, isValid, lengthOf, typeOf } from "./is-valid.ts";
import type { SchemaNode } from "./schema-node.ts";
import type { Violation } from "./violation.ts";

/**
 * Everything that keeps a value from being what a schema says: the same violations in the same order as of ajv with
 * `allErrors` and `verbose`. A name that is wrong is said to be one also where a reference says how names are.
 */
export function violations(root: SchemaNode, value: unknown): readonly Violation[] {
  const found: Violation[] = [];
  collect(root, value, "", undefined, found);
  return found;
}

type Report = (keyword: string, params: Violation["params"]) => void;

/** The types that have keywords of their own; a value of another type is said among them, where it is the only one. */
const KEYWORDS_OF_TYPE = new Map<Json, readonly string[]>([
  ["number", ["maximum", "minimum"]],
  ["string", ["maxLength", "minLength", "pattern"]],
  ["array", ["maxItems", "minItems", "items"]],
  ["object", ["maxProperties", "minProperties", "required", "propertyNames", "additionalProperties", "properties"]],
]);

function collect(node: SchemaNode, value: unknown, path: string, name: string | undefined, found: Violation[]): void {
  const { schema } = node;
  const report: Report = (keyword, params) => {
    const propertyName = name === undefined ? {} : { propertyName: name };
    found.push({ instancePath: path, keyword, params, parentSchema: schema, data: value, ...propertyName });
  };
  const isOfType = node.types === 0 || (node.types & typeOf(value)) !== 0;
  const { type = null } = schema;
  const isSaidLater = KEYWORDS_OF_TYPE.get(type)?.some((keyword) => schema[keyword] !== undefined) ?? false;
  if (!isOfType && !isSaidLater) report("type", { type });
  if (node.ref) collect(node.ref(), value, path, name, found);
  if (node.allowed && !isAmong(node.allowed, value)) {
    if (schema["const"] === undefined) report("enum", { allowedValues: schema["enum"] });
    else report("const", { allowedValue: schema["const"] });
  }
  if (node.not && isValid(node.not, value)) report("not", {});
  collectChoices(node, value, path, name, found, report);
  for (const one of node.allOf ?? []) collect(one, value, path, name, found);
  if (!isOfType && isSaidLater) report("type", { type });
  if (typeof value === "number") ofNumber(node, value, report);
  else if (typeof value === "string") ofText(node, value, report);
  else if (Array.isArray(value)) ofList(node, value, path, found, report);
  else if (isJsonObject(value)) ofObject(node, value, path, found, report);
}

/** Where no choice fits, what is wrong by each of them is said, too. */
function collectChoices(
  node: SchemaNode,
  value: unknown,
  path: string,
  name: string | undefined,
  found: Violation[],
  report: Report,
): void {
  const { anyOf, oneOf } = node;
  if (anyOf && !anyOf.some((one) => isValid(one, value))) {
    for (const one of anyOf) collect(one, value, path, name, found);
    report("anyOf", {});
  }
  if (!oneOf) return;
  const passing = oneOf.flatMap((one, index) => (isValid(one, value) ? [index] : []));
  if (passing.length === 1) return;
  // Of those behind the second that fits, nobody needs to know.
  const seen = passing[1] === undefined ? oneOf : oneOf.slice(0, passing[1]);
  for (const one of seen) collect(one, value, path, name, found);
  report("oneOf", { passingSchemas: passing.length === 0 ? null : passing.slice(0, 2) });
}

function ofNumber(node: SchemaNode, value: number, report: Report): void {
  if (value > node.maximum) report("maximum", { comparison: "<=", limit: node.maximum });
  if (value < node.minimum) report("minimum", { comparison: ">=", limit: node.minimum });
}

function ofText(node: SchemaNode, text: string, report: Report): void {
  if (text.length > node.maxLength && lengthOf(text) > node.maxLength) report("maxLength", { limit: node.maxLength });
  if (node.minLength > 0 && lengthOf(text) < node.minLength) report("minLength", { limit: node.minLength });
  if (node.pattern && !node.pattern.test(text)) report("pattern", { pattern: node.schema["pattern"] });
}

function ofList(node: SchemaNode, items: readonly unknown[], path: string, found: Violation[], report: Report): void {
  if (items.length > node.maxItems) report("maxItems", { limit: node.maxItems });
  if (items.length < node.minItems) report("minItems", { limit: node.minItems });
  if (!node.items) return;
  for (const [index, item] of items.entries()) collect(node.items, item, `${path}/${index}`, undefined, found);
}

function ofObject(node: SchemaNode, object: JsonObject, path: string, found: Violation[], report: Report): void {
  const keys = Object.keys(object);
  if (keys.length > node.maxProperties) report("maxProperties", { limit: node.maxProperties });
  if (keys.length < node.minProperties) report("minProperties", { limit: node.minProperties });
  for (const key of node.required) if (object[key] === undefined) report("required", { missingProperty: key });
  const member = (of: SchemaNode, key: string): void =>
    collect(of, object[key] ?? null, path + pointer([key]), undefined, found);
  if (node.propertyNames)
    for (const key of keys) {
      const before = found.length;
      collect(node.propertyNames, key, path, key, found);
      if (found.length > before) report("propertyNames", { propertyName: key });
    }
  if (node.additional !== undefined)
    for (const key of keys) {
      if (node.properties.has(key)) continue;
      if (node.additional === false) report("additionalProperties", { additionalProperty: key });
      else member(node.additional, key);
    }
  for (const [key, of] of node.properties) if (object[key] !== undefined) member(of, key);
}
