import { isJson, isJsonObject, type Json } from "@towpath/core";

/** The members of a document's mapping as JSON, which they are, sorted by name, and so is all below them. */
export function jsonMembers(members: Readonly<Record<string, unknown>>): Readonly<Record<string, Json>> {
  const kept: Record<string, Json> = {};
  for (const name of Object.keys(members).sort()) {
    const value = members[name];
    if (isJson(value)) kept[name] = ordered(value);
  }
  return kept;
}

/** A value with the keys of its mappings sorted: what is printed does not depend on the order in which they are written. */
export function ordered(value: Json): Json {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.some((item) => typeof item === "object" && item !== null) ? items.map(ordered) : value;
  }
  if (!isJsonObject(value)) return value;
  const sorted: Record<string, Json> = Object.create(null);
  for (const key of Object.keys(value).sort()) sorted[key] = ordered(value[key] ?? null);
  return sorted;
}

/** The members of a mapping, sorted by name. */
export function sortedMembers<T>(members: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
