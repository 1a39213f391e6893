import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { SourceDocument } from "../document/source-document.ts";

/** Where something is said: at a path of a document, or in one part of the text there. */
export interface Said {
  readonly document: SourceDocument;
  readonly path: readonly (string | number)[];
  readonly part?: string;
}

/** A value with where each part of it is said: what is translated or laid over keeps its places. */
export interface Sourced {
  readonly value: Json;
  readonly said: Said;
  /** The parts of a mapping. */
  readonly members?: ReadonlyMap<string, Sourced>;
  /** The parts of a list. */
  readonly items?: readonly Sourced[];
  /** What is written there, by what it became in `value`: placeholders that are called otherwise here. */
  readonly rewritten?: ReadonlyMap<string, string>;
}

/** All that a document says at a path. */
export function sourced(document: SourceDocument, path: readonly (string | number)[] = []): Sourced {
  const build = (value: Json, at: readonly (string | number)[]): Sourced => {
    const said = { document, path: at };
    if (Array.isArray(value)) {
      const items: readonly Json[] = value;
      return listOf(
        said,
        items.map((item, index) => build(item, [...at, index])),
      );
    }
    if (!isJsonObject(value)) return { value, said };
    return mappingOf(
      said,
      Object.entries(value).map(([key, member]) => [key, build(member, [...at, key])]),
    );
  };
  let value = document.value;
  for (const segment of path) value = isJsonObject(value) ? (value[segment] ?? null) : null;
  return build(value, path);
}

/** A mapping of parts; those that are undefined are left out. */
export function mappingOf(said: Said, members: Iterable<readonly [string, Sourced | undefined]>): Sourced {
  const kept = new Map<string, Sourced>();
  const value: Record<string, Json> = Object.create(null);
  for (const [key, member] of members) {
    if (!member) continue;
    kept.set(key, member);
    value[key] = member.value;
  }
  return { value, said, members: kept };
}

/** A list of parts. */
export function listOf(said: Said, items: readonly Sourced[]): Sourced {
  return { value: items.map((item) => item.value), said, items };
}

/** A member of what may be a mapping. */
export function memberOf(of: Sourced | undefined, key: string): Sourced | undefined {
  return of?.members?.get(key);
}

/** The members of what may be a mapping. */
export function membersOf(of: Sourced | undefined): readonly (readonly [string, Sourced])[] {
  return [...(of?.members ?? [])];
}

/** The text that something is; undefined where it is none. */
export function textOf(of: Sourced | undefined): string | undefined {
  return typeof of?.value === "string" ? of.value : undefined;
}

/** The mapping that something is, or an empty one. */
export function objectOf(of: Sourced | undefined): JsonObject {
  return of && isJsonObject(of.value) ? of.value : {};
}

/**
 * A value with another laid over it, as `overlay` does: mappings merge, all else replaces, null removes (RFC 7396).
 *
 * @param keepsNulls true joins two overlays to one: null stays, to remove later
 */
export function laidOver(base: Sourced | undefined, over: Sourced, keepsNulls = false): Sourced {
  if (!over.members) return over;
  const members = new Map(base?.members ?? []);
  for (const [key, member] of over.members) {
    if (member.value === null && !keepsNulls) members.delete(key);
    else members.set(key, laidOver(members.get(key), member, keepsNulls));
  }
  return mappingOf(over.said, members);
}

/** A value without what stands at a path. Undefined when the path is the value itself. */
export function withoutPart(of: Sourced, path: readonly string[]): Sourced | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  if (of.items) {
    const items = of.items.flatMap((item, index) => (String(index) === first ? (withoutPart(item, rest) ?? []) : item));
    return listOf(of.said, items);
  }
  if (!of.members?.has(first)) return of;
  return mappingOf(
    of.said,
    [...of.members].map(([key, member]) => [key, key === first ? withoutPart(member, rest) : member]),
  );
}
