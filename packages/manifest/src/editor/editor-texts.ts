import type { JsonObject } from "@towpath/core";
import { mapSubschemas } from "./subschemas.ts";

/**
 * Keywords that no validator reads: what editors show and insert.
 * See https://code.visualstudio.com/docs/languages/json, JSON schemas and settings.
 */
export const EDITOR_KEYWORDS: readonly string[] = ["defaultSnippets", "enumDescriptions"];

const LEFT_OUT = new Set([...EDITOR_KEYWORDS, "description", "title"]);

/** A schema without what only people read: what a document is held against. */
export function withoutEditorTexts(schema: JsonObject): JsonObject {
  const left = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !LEFT_OUT.has(keyword)));
  return mapSubschemas(left, withoutEditorTexts);
}
