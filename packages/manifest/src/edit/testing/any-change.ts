import type { Json } from "@towpath/core";
import { fc } from "../../testing/property.ts";
import type { Change, Path } from "../change.ts";

/** All ways into a value, the document's own aside. */
export function pathsOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  const members: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(value);
  return members.flatMap(([key, member]) => [[...path, key], ...pathsOf(member, [...path, key])]);
}

/** What stands at a path. */
export const at = (value: Json, path: Path): unknown => path.reduce<unknown>((inner, key) => Object(inner)[key], value);

/** What a change means, said in the plainest way: by changing a copy. */
export function changed(value: Json, change: Change): Json {
  const copy = structuredClone(value);
  const parent = Object(at(copy, change.path.slice(0, -1)));
  const last = String(change.path.at(-1));
  const assign = (path: Path, what: Json): void => {
    let target = Object(copy);
    for (const key of path.slice(0, -1)) target = target[key] ??= {};
    target[String(path.at(-1))] = what;
  };
  if (change.type === "set") assign(change.path, change.value);
  if (change.type === "remove") Array.isArray(parent) ? parent.splice(Number(last), 1) : delete parent[last];
  if (change.type === "insert") Object(at(copy, change.path)).splice(change.index, 0, change.value);
  if (change.type === "rename" || change.type === "move") {
    const moved = parent[last];
    delete parent[last];
    assign(change.type === "move" ? change.to : [...change.path.slice(0, -1), change.key], moved);
  }
  return copy;
}

const values: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(
    "plain",
    "yes",
    "017",
    "1e3",
    "2026-01-01",
    "~",
    "@x",
    "a: b",
    "a #b",
    "",
    " x",
    "two\nlines\n",
    "two\n\n\nlines",
    "- x",
    "[x",
    "${a.b}",
    "0x1F",
    "12:30",
    "\u0085",
    "🚢",
    "tab\tin",
    "'",
    '"',
    "...",
    "---",
    "<<",
    "=",
    "null",
    ".5",
    "+1",
    "-",
    "--flag",
    "é",
    "x\r\ny",
  ),
  fc.string({ maxLength: 12, unit: "grapheme" }).filter((text) => !text.includes("\0")),
  fc.constantFrom<Json[]>(
    1,
    -0.5,
    1e21,
    1e-7,
    true,
    false,
    null,
    {},
    [],
    { k: 1, l: { m: "n" } },
    [1, { k: "v" }, ["x"]],
    { s: "two\nlines" },
  ),
);

const key = fc.constantFrom("new", "new key", "yes", "1.5", "n#w", "neu: x", "ключ");

/** A change that fits a value, by numbers that choose. */
export function changeFor(
  value: Json,
  kind: number,
  one: number,
  two: number,
  name: string,
  added: Json,
): Change | undefined {
  const paths = pathsOf(value);
  const path = paths[one % paths.length];
  if (!path) return undefined;
  const other = paths[two % paths.length] ?? [];
  const target = at(value, path);
  const isKey = typeof path.at(-1) === "string";
  const within = (list: Path, start: Path): boolean => start.every((segment, index) => segment === list[index]);
  switch (kind) {
    case 0:
      return { type: "set", path, value: added };
    case 1:
      return { type: "remove", path };
    case 2:
      return isKey ? { type: "rename", path, key: name } : undefined;
    case 3:
      return Array.isArray(target)
        ? { type: "insert", path, index: two % (target.length + 1), value: added }
        : undefined;
    case 4: {
      const into = at(value, other);
      const to = [...other, ...(two % 3 === 0 ? ["made", name] : [name])];
      // What an earlier change made on the way may be a text by now.
      const isMapping = [into, two % 3 === 0 ? Object(into).made : undefined].every(
        (on) => on === null || on === undefined || (typeof on === "object" && !Array.isArray(on)),
      );
      // Taking the source away may shift what follows it in no list: keys only.
      return isKey && isMapping && !within(to, path) ? { type: "move", path, to } : undefined;
    }
    default: {
      const into = at(value, path);
      const isMapping = into === null || (typeof into === "object" && !Array.isArray(into));
      return isMapping ? { type: "set", path: [...path, name, ...(two % 2 ? ["deep"] : [])], value: added } : undefined;
    }
  }
}

const nat = fc.nat({ max: 1000 });
/** Numbers and values that choose a change. */
export const choice = fc.tuple(fc.nat({ max: 5 }), nat, nat, key, values);
