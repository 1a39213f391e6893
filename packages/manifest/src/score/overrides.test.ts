import { isJsonObject, type Json } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { parseDocument } from "../document/parse.ts";
import { asPart, overridden, overridePath } from "./overrides.ts";
import { sourced } from "./sourced.ts";
import { placeOf } from "./sourced-document.ts";

function read(text: string) {
  const { document } = parseDocument("score.yaml", new TextEncoder().encode(text));
  if (!document) throw new Error("The document can be read.");
  return sourced(document);
}

function after(path: string, value: Json): unknown {
  const result = overridden(BASE, { path, value: asPart(value, { document: OVER.said.document, path: ["x"] }) });
  return result.ok ? plain(result.value.value) : result.why;
}

const BASE = read("a: { b: 1, c: [x, { d: 2 }] }\ne.f: 3\n");
const OVER = read("x: y\n");

describe("one value of a Score file is set or taken out", () => {
  test.each<[string, Json, unknown]>([
    ["a.b", 5, { a: { b: 5, c: ["x", { d: 2 }] }, "e.f": 3 }],
    ["a.b", null, { a: { c: ["x", { d: 2 }] }, "e.f": 3 }],
    ["a.c", { n: null, m: 1 }, { a: { b: 1, c: { m: 1 } }, "e.f": 3 }],
    ["a.c.0", "z", { a: { b: 1, c: ["z", { d: 2 }] }, "e.f": 3 }],
    ["a.c.1.d", "z", { a: { b: 1, c: ["x", { d: "z" }] }, "e.f": 3 }],
    ["a.c.0", null, { a: { b: 1, c: [{ d: 2 }] }, "e.f": 3 }],
    ["a.c.-1", "z", { a: { b: 1, c: ["x", { d: 2 }, "z"] }, "e.f": 3 }],
    ["e\\.f", 4, { a: { b: 1, c: ["x", { d: 2 }] }, "e.f": 4 }],
    ["n.m.o", 4, { a: { b: 1, c: ["x", { d: 2 }] }, "e.f": 3, n: { m: { o: 4 } } }],
    ["n.m", null, { a: { b: 1, c: ["x", { d: 2 }] }, "e.f": 3 }],
    ["a.c.2", "z", 'names "2" in a list of 2: expected a number below 2, or -1 to add'],
    ["a.c.x", null, 'names "x" in a list of 2: expected a number below 2, or -1 to add'],
    ["a.c.-1", null, 'names "-1" in a list of 2: expected a number below 2, or -1 to add'],
    ["a.b.c", 1, "leads through 1, which holds nothing"],
    ["a..b", 1, "has an empty name in it"],
    ["", 1, "has an empty name in it"],
  ])("%s: %j", (path, value, expected) => {
    expect(after(path, value)).toEqual(expected);
  });

  test("and keeps its place", () => {
    const value = asPart({ b: [1] }, { document: OVER.said.document, path: ["x"] });
    const result = overridden(BASE, { path: "a.z", value });
    const set = result.ok
      ? result.value.members?.get("a")?.members?.get("z")?.members?.get("b")?.items?.[0]
      : undefined;
    expect(set && placeOf(set.said)).toMatchObject({ range: { start: { line: 1, column: 4 } }, pointer: "/x" });
  });
});

test("the path of an override", () => {
  expect(overridePath("a.b\\.c.d\\\\.e\\f")).toEqual(["a", "b.c", "d\\", "e\\f"]);
});

function plain(value: Json): unknown {
  return isJsonObject(value) || Array.isArray(value) ? JSON.parse(JSON.stringify(value)) : value;
}
