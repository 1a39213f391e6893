import { isJson, type Json } from "@towpath/core";

/** The members of a document's mapping as JSON, which they are, sorted by name. */
export function jsonMembers(members: Readonly<Record<string, unknown>>): Readonly<Record<string, Json>> {
  const kept: Record<string, Json> = {};
  for (const name of Object.keys(members).sort()) {
    const value = members[name];
    if (isJson(value)) kept[name] = value;
  }
  return kept;
}
