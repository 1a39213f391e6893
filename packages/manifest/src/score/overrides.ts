import { isJsonObject, type Json } from "@towpath/core";
import { shown } from "../finding.ts";
import { laidOver, listOf, mappingOf, type Said, type Sourced, withoutPart } from "./sourced.ts";

/** One value of a Score file that is set, or taken out where it is null. */
export interface Override {
  /** `containers.web.image`, as {@link overridePath} reads it. */
  readonly path: string;
  readonly value: Sourced;
}

/** The segments of an override's path: `\.` is a dot within a name, `\\` a backslash. */
export function overridePath(path: string): readonly string[] {
  const segments: string[] = [];
  let segment = "";
  for (let index = 0; index < path.length; index += 1) {
    const character = path.charAt(index);
    const next = path.charAt(index + 1);
    if (character === "\\" && (next === "." || next === "\\")) {
      segment += next;
      index += 1;
    } else if (character === ".") {
      segments.push(segment);
      segment = "";
    } else segment += character;
  }
  return [...segments, segment];
}

/** A value with one part of it set or taken out, or why that cannot be: the part of a sentence that follows its path. */
export function overridden(
  base: Sourced,
  { path, value }: Override,
): { readonly ok: true; readonly value: Sourced } | { readonly ok: false; readonly why: string } {
  const segments = overridePath(path);
  if (segments.some((segment) => segment === "")) return { ok: false, why: "has an empty name in it" };
  return changed(base, segments, value);
}

function changed(base: Sourced, path: readonly string[], value: Sourced): ReturnType<typeof overridden> {
  const [first = "", ...rest] = path;
  const isLast = rest.length === 0;
  if (base.items) {
    const index = Number(first);
    const count = base.items.length;
    const isAppended = first === "-1" && isLast && value.value !== null;
    if (!isAppended && (!/^[0-9]+$/.test(first) || index >= count))
      return {
        ok: false,
        why: `names ${shown(first)} in a list of ${count}: expected a number below ${count}, or -1 to add`,
      };
    if (isAppended) return { ok: true, value: listOf(base.said, [...base.items, withoutNulls(value)]) };
    if (isLast && value.value === null) return { ok: true, value: withoutPart(base, [first]) ?? base };
    const before = base.items[index];
    const inner = isLast || !before ? { ok: true as const, value: withoutNulls(value) } : changed(before, rest, value);
    if (!inner.ok) return inner;
    const items = base.items.map((item, at) => (at === index ? inner.value : item));
    return { ok: true, value: listOf(base.said, items) };
  }
  if (!base.members) return { ok: false, why: `leads through ${shown(base.value)}, which holds nothing` };
  if (isLast && value.value === null) return { ok: true, value: withoutPart(base, [first]) ?? base };
  const before = base.members.get(first);
  if (!before && value.value === null) return { ok: true, value: base };
  const inner = isLast
    ? { ok: true as const, value: withoutNulls(value) }
    : changed(before ?? mappingOf(value.said, []), rest, value);
  if (!inner.ok) return inner;
  return { ok: true, value: mappingOf(base.said, new Map(base.members).set(first, inner.value)) };
}

/** What is set is set as a whole: null in it would be no value of a Score file. */
function withoutNulls(value: Sourced): Sourced {
  return value.members ? laidOver(undefined, value) : value;
}

/** A value of a flag or of a document's text as a part: what was written where. */
export function asPart(value: Json, said: Said): Sourced {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return listOf(
      said,
      items.map((item) => asPart(item, said)),
    );
  }
  if (!isJsonObject(value)) return { value, said };
  return mappingOf(
    said,
    Object.entries(value).map(([key, member]) => [key, asPart(member, said)]),
  );
}
