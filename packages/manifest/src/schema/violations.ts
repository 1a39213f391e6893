import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { pointer } from "../document/pointer.ts";
import { isAmong, isValid, lengthOf, typeOf } from "./is-valid.ts";
import type { SchemaNode, SchemaRules } from "./schema-node.ts";
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
  const { schema, rules } = node;
  const report: Report = (keyword, params) => {
    const propertyName = name === undefined ? {} : { propertyName: name };
    found.push({ instancePath: path, keyword, params, parentSchema: schema, data: value, ...propertyName });
  };
  const isOfType = rules.types === 0 || (rules.types & typeOf(value)) !== 0;
  const { type = null } = schema;
  const isSaidLater = KEYWORDS_OF_TYPE.get(type)?.some((keyword) => schema[keyword] !== undefined) ?? false;
  if (!isOfType && !isSaidLater) report("type", { type });
  if (rules.ref) collect(rules.ref, value, path, name, found);
  if (rules.allowed && !isAmong(rules.allowed, value)) {
    if (schema["const"] === undefined) report("enum", { allowedValues: schema["enum"] });
    else report("const", { allowedValue: schema["const"] });
  }
  if (rules.not && isValid(rules.not, value)) report("not", {});
  collectChoices(rules, value, path, name, found, report);
  for (const one of rules.allOf ?? []) collect(one, value, path, name, found);
  if (!isOfType && isSaidLater) report("type", { type });
  if (typeof value === "number") ofNumber(rules, value, report);
  else if (typeof value === "string") ofText(node, value, report);
  else if (Array.isArray(value)) ofList(rules, value, path, found, report);
  else if (isJsonObject(value)) ofObject(rules, value, path, found, report);
}

/** Where no choice fits, what is wrong by each of them is said, too. */
function collectChoices(
  rules: SchemaRules,
  value: unknown,
  path: string,
  name: string | undefined,
  found: Violation[],
  report: Report,
): void {
  const { anyOf, oneOf } = rules;
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

function ofNumber(rules: SchemaRules, value: number, report: Report): void {
  if (value > rules.maximum) report("maximum", { comparison: "<=", limit: rules.maximum });
  if (value < rules.minimum) report("minimum", { comparison: ">=", limit: rules.minimum });
}

function ofText({ schema, rules }: SchemaNode, text: string, report: Report): void {
  if (text.length > rules.maxLength && lengthOf(text) > rules.maxLength)
    report("maxLength", { limit: rules.maxLength });
  if (rules.minLength > 0 && lengthOf(text) < rules.minLength) report("minLength", { limit: rules.minLength });
  if (rules.pattern && !rules.pattern.test(text)) report("pattern", { pattern: schema["pattern"] });
}

function ofList(rules: SchemaRules, items: readonly unknown[], path: string, found: Violation[], report: Report): void {
  if (items.length > rules.maxItems) report("maxItems", { limit: rules.maxItems });
  if (items.length < rules.minItems) report("minItems", { limit: rules.minItems });
  if (!rules.items) return;
  for (const [index, item] of items.entries()) collect(rules.items, item, `${path}/${index}`, undefined, found);
}

function ofObject(rules: SchemaRules, object: JsonObject, path: string, found: Violation[], report: Report): void {
  const keys = Object.keys(object);
  if (keys.length > rules.maxProperties) report("maxProperties", { limit: rules.maxProperties });
  if (keys.length < rules.minProperties) report("minProperties", { limit: rules.minProperties });
  for (const key of rules.required) if (object[key] === undefined) report("required", { missingProperty: key });
  const member = (of: SchemaNode, key: string): void =>
    collect(of, object[key] ?? null, path + pointer([key]), undefined, found);
  if (rules.propertyNames)
    for (const key of keys) {
      const before = found.length;
      collect(rules.propertyNames, key, path, key, found);
      if (found.length > before) report("propertyNames", { propertyName: key });
    }
  if (rules.additional !== undefined)
    for (const key of keys) {
      if (rules.properties.has(key)) continue;
      if (rules.additional === false) report("additionalProperties", { additionalProperty: key });
      else member(rules.additional, key);
    }
  for (const [key, of] of rules.properties) if (object[key] !== undefined) member(of, key);
}
