import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { schemaDocument } from "../generated/schemas.ts";
import { memberAt } from "../setting/member-at.ts";

const SERVICE = "service.json";

/**
 * Whether a manifest may say something at a path, of things that are there: the schema knows the path, and each name on it
 * that users choose stands for something.
 *
 * @param view all that holds
 */
export function isWritable(path: readonly string[], view: Json): boolean {
  let at: Json | undefined = schemaDocument(SERVICE);
  for (const [index, segment] of path.entries()) {
    const schema = referred(at);
    const named = memberOf(schema?.["properties"], segment);
    const isThere = memberAt(view, path.slice(0, index + 1)) !== undefined;
    at = named ?? (isThere ? (schema?.["additionalProperties"] ?? schema?.["items"]) : undefined);
    if (!isJsonObject(at)) return false;
  }
  return path.length > 0;
}

/** A schema, or what it refers to in its own file. */
function referred(schema: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined;
  const reference = schema["$ref"];
  if (typeof reference !== "string" || !reference.startsWith("#/")) return schema;
  const target = memberAt(schemaDocument(SERVICE), reference.slice("#/".length).split("/"));
  return referred(target);
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? own(value, name) : undefined;
}
