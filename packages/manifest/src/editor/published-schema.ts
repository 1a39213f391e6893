import { isJsonObject, type JsonObject } from "@towpath/core";
import { bundle, definitionsOf } from "./bundle.ts";
import { OVERLAY, withNullsInOverlays } from "./overlays.ts";
import { mapSubschemas } from "./subschemas.ts";

/**
 * A document's JSON Schema as editors are given it: one file that refers to no other, with titles in words, and with
 * `null` where overlays take it.
 *
 * @param file `service.json`, `platform.json` or `resource-type.json`
 * @param document any schema by the name of its file, with its texts
 */
export function publishedSchema(file: string, document: (file: string) => JsonObject): JsonObject {
  const bundled = bundle(file, document);
  const whole = isJsonObject(definitionsOf(bundled)[OVERLAY]) ? withNullsInOverlays(bundled) : bundled;
  return withTitles(whole);
}

/** Titles name types in our code: `HttpProbe`. People read `HTTP probe`. */
function withTitles(schema: JsonObject): JsonObject {
  const { title } = schema;
  const own = typeof title === "string" ? { ...schema, title: inWords(title) } : schema;
  return mapSubschemas(own, withTitles);
}

function inWords(title: string): string {
  const words = title.split(/(?<=[a-z])(?=[A-Z])/).map((word, index) => (index === 0 ? word : word.toLowerCase()));
  return words.join(" ").replace(/\bhttp\b/i, "HTTP");
}
