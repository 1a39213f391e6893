import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";

/** How references are followed, and alternatives told apart. */
export interface Schemas {
  resolve(reference: string): Json;
  isValid(schema: Json, value: Json): boolean;
}

/**
 * Completes a value to one that its schema allows: what must be there and is not becomes something that says nothing, null where
 * that is allowed. GitHub's answers have hundreds of such fields, and nobody here looks at them.
 */
export function neutral(schema: Json, known: Json | undefined, schemas: Schemas): Json {
  if (!isJsonObject(schema)) return known ?? null;
  const { $ref, allOf, anyOf, oneOf } = schema;
  if (typeof $ref === "string") return neutral(schemas.resolve($ref), known, schemas);
  const choices = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : undefined;
  if (choices) return chosen(choices, known, schemas);
  if (Array.isArray(allOf)) return allOf.reduce<Json>((made, one: Json) => neutral(one, made, schemas), known ?? {});
  if (known === undefined) return empty(schema, schemas);
  if (Array.isArray(known)) return known.map((item: Json) => neutral(schema["items"] ?? true, item, schemas));
  return isJsonObject(known) ? filled(schema, known, schemas) : known;
}

/** The first alternative that fits; null where nothing is known and that is one of them. */
function chosen(choices: readonly Json[], known: Json | undefined, schemas: Schemas): Json {
  if (known === undefined && choices.some((choice) => schemas.isValid(choice, null))) return null;
  for (const choice of choices) {
    const made = neutral(choice, known, schemas);
    if (schemas.isValid(choice, made)) return made;
  }
  return known ?? null;
}

function filled(schema: JsonObject, known: JsonObject, schemas: Schemas): JsonObject {
  const { properties, required } = schema;
  const described = isJsonObject(properties) ? properties : {};
  const needed = Array.isArray(required) ? required.map(String) : [];
  const keys = new Set([...Object.keys(known), ...needed]);
  return Object.fromEntries(
    [...keys].map((key) => [key, neutral(own(described, key) ?? true, own(known, key), schemas)]),
  );
}

function empty(schema: JsonObject, schemas: Schemas): Json {
  const { type, enum: values, format } = schema;
  const types = Array.isArray(type) ? type : [type];
  if (types.includes("null")) return null;
  if (Array.isArray(values)) return values[0] ?? null;
  if (types.includes("string")) {
    if (format === "uri") return "http://127.0.0.1/not-kept";
    return format === "date-time" ? "2026-01-01T00:00:00Z" : format === "email" ? "nobody@localhost" : "";
  }
  if (types.includes("integer") || types.includes("number")) return 0;
  if (types.includes("boolean")) return false;
  return types.includes("array") ? [] : filled(schema, {}, schemas);
}
