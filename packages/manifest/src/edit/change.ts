import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { names, shown } from "../finding.ts";
import { RefusedChange } from "./refused-change.ts";

/** The way to a value: keys of mappings and positions in lists, from the document down. */
export type Path = readonly (string | number)[];

/** One change of a document's value. */
export type Change =
  /** Puts a value there. What is not there yet is made on the way; what is there keeps the parts that stay the same. */
  | { readonly type: "set"; readonly path: Path; readonly value: Json }
  /** Takes a key with its value, or an item of a list, out. Nothing there: nothing to do. */
  | { readonly type: "remove"; readonly path: Path }
  /** Gives a key another name; it stays where it is. */
  | { readonly type: "rename"; readonly path: Path; readonly key: string }
  /** Puts a key with its value somewhere else; `to` ends with the key's new name. */
  | { readonly type: "move"; readonly path: Path; readonly to: Path }
  /** Puts an item into a list, before the one at `index`, or last. The list is made where there is none. */
  | { readonly type: "insert"; readonly path: Path; readonly index?: number; readonly value: Json };

/**
 * The value that a change makes of another: what the edited text must read as.
 *
 * @throws {RefusedChange} where the change does not fit the value
 */
export function changeValue(value: Json, change: Change): Json {
  switch (change.type) {
    case "set":
      return put(value, change.path, () => change.value);
    case "remove":
      return has(value, change.path) ? take(value, change.path) : value;
    case "rename": {
      const parent = valueAt(value, change.path.slice(0, -1));
      const key = String(change.path.at(-1));
      if (!isJsonObject(parent) || !Object.hasOwn(parent, key)) throw missing(change.path);
      if (key === change.key) return value;
      if (Object.hasOwn(parent, change.key)) throw taken([...change.path.slice(0, -1), change.key]);
      const renamed = objectOf(
        Object.entries(parent).map(([name, member]) => [name === key ? change.key : name, member]),
      );
      return put(value, change.path.slice(0, -1), () => renamed);
    }
    case "move": {
      const { path, to } = change;
      if (!has(value, path) || !isJsonObject(valueAt(value, path.slice(0, -1)))) throw missing(path);
      if (samePath(path, to)) return value;
      if (startsWith(to, path)) throw new RefusedChange(`${address(path)} cannot be moved into itself.`, path);
      if (startsWith(path, to) || has(value, to)) throw taken(to);
      if (typeof to.at(-1) !== "string") throw new RefusedChange("Something can be moved to a key only.", path);
      const moved = valueAt(value, path) ?? null;
      return put(take(value, path), to, () => moved);
    }
    case "insert":
      return put(value, change.path, (list) => {
        if (list !== undefined && list !== null && !Array.isArray(list))
          throw new RefusedChange(`${address(change.path)} is ${shown(list)} and no list.`, change.path);
        const items: readonly Json[] = list ?? [];
        const index = change.index ?? items.length;
        if (!(Number.isInteger(index) && index >= 0 && index <= items.length))
          throw new RefusedChange(
            `${address(change.path)} has no position ${index}: it has ${items.length} items.`,
            change.path,
          );
        return items.toSpliced(index, 0, change.value);
      });
  }
}

/** The value at a path; undefined where nothing is. */
export function valueAt(value: Json, path: Path): Json | undefined {
  let found: Json | undefined = value;
  for (const segment of path) {
    if (Array.isArray(found)) found = typeof segment === "number" ? found[segment] : undefined;
    else if (isJsonObject(found)) found = Object.hasOwn(found, segment) ? found[String(segment)] : undefined;
    else return undefined;
  }
  return found;
}

/** A path as a message names it. */
export function address(path: Path): string {
  return path.length === 0 ? "the document" : names([path.join(".")]);
}

/** A value below keys that are not there yet. */
export function nested(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, segment) => {
    if (typeof segment === "string") return objectOf([[segment, inner]]);
    if (segment === 0) return [inner];
    throw new RefusedChange(`There is no list to put position ${segment} into.`, path);
  }, value);
}

/** True when two paths lead to the same value. */
export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b);
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((segment, index) => String(segment) === String(path[index]));
}

function has(value: Json, path: Path): boolean {
  return valueAt(value, path) !== undefined;
}

function put(value: Json | undefined, path: Path, change: (before: Json | undefined) => Json, done: Path = []): Json {
  const [segment, ...rest] = path;
  if (segment === undefined) return change(value);
  if (value === undefined || value === null) return nested(path, change(undefined));
  const here = [...done, segment];
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    if (typeof segment !== "number" || !Number.isInteger(segment) || segment < 0 || segment > items.length)
      throw new RefusedChange(
        `${address(done)} is a list of ${items.length} items and has no ${shown(segment)}.`,
        done,
      );
    return items.toSpliced(segment, 1, put(items[segment], rest, change, here));
  }
  if (!isJsonObject(value) || typeof segment === "number")
    throw new RefusedChange(`${address(done)} is ${shown(value)}; ${shown(segment)} cannot be put into it.`, done);
  const member = Object.hasOwn(value, segment) ? value[segment] : undefined;
  const changed = put(member, rest, change, here);
  if (Object.hasOwn(value, segment))
    return objectOf(Object.entries(value).map(([key, old]) => [key, key === segment ? changed : old]));
  return objectOf([...Object.entries(value), [segment, changed]]);
}

function take(value: Json, path: Path): Json {
  const [segment, ...rest] = path;
  if (segment === undefined) throw new RefusedChange("The document itself cannot be taken out.", path);
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const index = Number(segment);
    return rest.length === 0 ? items.toSpliced(index, 1) : items.toSpliced(index, 1, take(items[index] ?? null, rest));
  }
  if (!isJsonObject(value)) return value;
  return objectOf(
    Object.entries(value).flatMap(([key, member]): readonly (readonly [string, Json])[] => {
      if (key !== String(segment)) return [[key, member]];
      return rest.length === 0 ? [] : [[key, take(member, rest)]];
    }),
  );
}

/** Without a prototype: `__proto__` is a key like any other until the document's own reading refuses it. */
function objectOf(entries: readonly (readonly [string, Json])[]): JsonObject {
  const object: Record<string, Json> = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}

function missing(path: Path): RefusedChange {
  return new RefusedChange(`There is no ${address(path)}.`, path);
}

function taken(path: Path): RefusedChange {
  return new RefusedChange(`${address(path)} is there already.`, path);
}
