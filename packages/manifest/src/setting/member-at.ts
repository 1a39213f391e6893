import { isJsonObject, type Json, own } from "@towpath/core";

/** What stands at a path in a value. */
export function memberAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let found = value;
  for (const segment of path) {
    if (Array.isArray(found)) {
      const items: readonly Json[] = found;
      found = items[Number(segment)];
    } else found = isJsonObject(found) ? own(found, segment) : undefined;
  }
  return found;
}
