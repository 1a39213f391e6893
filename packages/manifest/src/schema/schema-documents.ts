import { isJsonObject, type JsonObject } from "@towpath/core";

/** A JSON Schema file. */
export type SchemaDocument = JsonObject & { readonly $id: string };

/**
 * Schemas by the names of their files, each read when it is first asked for.
 *
 * @param texts the JSON of each
 */
export function schemaDocuments(texts: Readonly<Record<string, string>>): (name: string) => SchemaDocument {
  const read = new Map<string, SchemaDocument>();
  return (name) => {
    const document = read.get(name) ?? parse(name, Object.hasOwn(texts, name) ? texts[name] : undefined);
    read.set(name, document);
    return document;
  };
}

function parse(name: string, text: string | undefined): SchemaDocument {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  if (!isJsonObject(value) || typeof value["$id"] !== "string") throw new TypeError(`There is no schema ${name}.`);
  return { ...value, $id: value["$id"] };
}
