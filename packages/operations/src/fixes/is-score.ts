import { isJsonObject, type Json, own } from "@towpath/core";

/** Whether a document is a Score file: a fix says how a manifest is mended, and Score has no words for most of that. */
export function isScore(document: Json): boolean {
  const apiVersion = isJsonObject(document) ? own(document, "apiVersion") : undefined;
  return typeof apiVersion === "string" && apiVersion.startsWith("score.dev/");
}
