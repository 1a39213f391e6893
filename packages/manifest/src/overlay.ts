import { isJsonObject, type Json } from "@towpath/core";
import { bareObject } from "./document/bare-object.ts";

/**
 * A value with an overlay laid over it: mappings merge, lists and other values replace, null removes. JSON Merge Patch
 * (RFC 7396). Pure; the result shares what did not change and has objects without a prototype.
 */
export function overlay(base: Json | undefined, over: Json): Json {
  if (!isJsonObject(over)) return over;
  const merged: Record<string, Json> = Object.assign(bareObject(), isJsonObject(base) ? base : undefined);
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete merged[key];
    else merged[key] = overlay(Object.hasOwn(merged, key) ? merged[key] : undefined, value);
  }
  return merged;
}
