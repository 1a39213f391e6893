import type { Place } from "@towpath/core";
import type { Mapping } from "../source/source-value.ts";

/** Where a mapping starts to be read: its first key. Its pointer is the mapping's. */
export function firstKeyOf(mapping: Mapping): Place {
  const [first] = mapping.entries.values();
  return first ? { ...mapping.place, range: first.keyPlace.range } : mapping.place;
}
