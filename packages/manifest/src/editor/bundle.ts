import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { mapSubschemas } from "./subschemas.ts";

/**
 * A schema that refers to no other file: what it takes from others stands among its own definitions, as `FILE.NAME`.
 *
 * @param file the schema's file: `platform.json`
 * @param document any schema by the name of its file
 */
export function bundle(file: string, document: (file: string) => JsonObject): JsonObject {
  const taken = new Map<string, Json>();
  const moved = (schema: JsonObject, home: string): JsonObject => {
    const inside = mapSubschemas(schema, (one) => moved(one, home));
    const reference = inside["$ref"];
    return typeof reference === "string" ? { ...inside, $ref: refer(reference, home) } : inside;
  };
  const refer = (reference: string, home: string): string => {
    const [other = "", name = ""] = reference.split("#/$defs/");
    const target = other === "" ? home : other;
    if (target === file) return `#/$defs/${name}`;
    const key = `${target.replace(/\.json$/, "")}.${name}`;
    if (!taken.has(key)) {
      const definition = definitionOf(document(target), name);
      taken.set(key, {}); // it may refer to itself
      taken.set(key, moved(definition, target));
    }
    return `#/$defs/${key}`;
  };
  const own = moved(document(file), file);
  if (taken.size === 0) return own;
  return {
    ...own,
    $defs: { ...definitionsOf(own), ...Object.fromEntries([...taken].sort(([a], [b]) => (a < b ? -1 : 1))) },
  };
}

/** A schema's definition. @throws {TypeError} where there is none of that name */
export function definitionOf(schema: JsonObject, name: string): JsonObject {
  const definition = own(definitionsOf(schema), name);
  if (!isJsonObject(definition)) throw new TypeError(`There is no definition ${name} in ${String(schema["$id"])}.`);
  return definition;
}

/** A schema's definitions by name. */
export function definitionsOf(schema: JsonObject): JsonObject {
  const definitions = schema["$defs"];
  return isJsonObject(definitions) ? definitions : {};
}
