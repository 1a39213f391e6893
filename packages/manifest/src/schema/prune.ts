import type { Json, JsonObject } from "@towpath/core";
import { isJsonObject } from "@towpath/core";
import { bareObject } from "../document/bare-object.ts";

/** The value without what stands at a path. Undefined when the path is the value itself. */
export function without(value: Json, path: readonly string[]): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.flatMap((item, index) => {
      if (String(index) !== first) return [item];
      const kept = without(item, rest);
      return kept === undefined ? [] : [kept];
    });
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, first)) return value;
  const copy = Object.assign(bareObject(), value);
  const kept = without(value[first] ?? null, rest);
  if (kept === undefined) delete copy[first];
  else copy[first] = kept;
  return copy;
}

/** The value without members that are null, at any depth: an overlay as its schema sees it. */
export function withoutNulls(value: JsonObject): JsonObject {
  const copy = bareObject();
  for (const [key, member] of Object.entries(value))
    if (member !== null) copy[key] = isJsonObject(member) ? withoutNulls(member) : member;
  return copy;
}
