import { isJsonObject, type Json, type JsonObject } from "@towpath/core";

const SINGLE = new Set(["additionalProperties", "else", "if", "items", "not", "propertyNames", "then"]);
const LISTS = new Set(["allOf", "anyOf", "oneOf"]);
const MAPS = new Set(["$defs", "properties"]);

/**
 * A JSON Schema with each schema directly in it changed. What only looks like one (an example, a default, a property that
 * is called `items`) is left as it is.
 *
 * @param change is given the schema and the keyword that it stands under
 */
export function mapSubschemas(schema: JsonObject, change: (schema: JsonObject, keyword: string) => Json): JsonObject {
  const changed = (value: Json, keyword: string): Json => (isJsonObject(value) ? change(value, keyword) : value);
  return mapMembers(schema, (value, keyword) => {
    if (SINGLE.has(keyword)) return changed(value, keyword);
    if (LISTS.has(keyword) && isList(value)) return value.map((one) => changed(one, keyword));
    if (MAPS.has(keyword) && isJsonObject(value)) return mapMembers(value, (one) => changed(one, keyword));
    return value;
  });
}

/** An object with the same keys and other values. */
export function mapMembers(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
