import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "./parse.ts";
import { scalarPlaces } from "./scalar-places.ts";

/** What stands in the text where a part of the value of `a` is said to stand. */
function written(text: string, part: string): string {
  const { document, findings } = parseDocument("a.yaml", new TextEncoder().encode(text));
  const node = document?.root?.entries?.get("a")?.node;
  if (!document || !node || findings.length > 0) throw new Error(`Not read: ${JSON.stringify(text)}`);
  const value = String(node.value);
  const at = value.indexOf(part);
  if (at === -1) throw new Error(`${JSON.stringify(part)} is not in ${JSON.stringify(value)}`);
  const { start, end } = scalarPlaces(document.text, node, value)(at, at + part.length);
  return document.text.slice(start, end);
}

describe("a part of a scalar's value stands", () => {
  test.each([
    ["plain", "a: one {{x}} two"],
    ["plain over lines", "a: one\n\n  two {{x}}\n  three"],
    ["single-quoted", "a: 'it''s {{x}} there'"],
    ["single-quoted over lines", "a: 'one  \n  it''s\n\n  {{x}}'"],
    ["double-quoted with escapes", 'a: "\\t\\x41\\u0042\\U0001F600 {{x}}\\n"'],
    ["double-quoted with an escaped line break", 'a: "one \\\n   two\n  {{x}}"'],
    ["a literal block", "a: |\n  one\n   two {{x}}\n\n  three\n"],
    ["a literal block with a comment", "a: |- # {{x}}\n\n  one\n  {{x}}"],
    ["a literal block with an indentation indicator", "a: |2\n     one\n  {{x}}\n"],
    ["a literal block with CRLF", "a: |\r\n  one\r\n\r\n  {{x}}\r\n"],
    ["a folded block", "a: >\n  one\n  two\n\n\n    three\n  four {{x}}\n"],
    ["a folded block that ends with more", "a: >+\n\n  one\n\n  {{x}}\n\n"],
    ["an aliased text", "b: &b >-\n    one\n    {{x}}\na: *b\n"],
  ])("where it is written: %s", (_, text) => {
    expect(written(text, "{{x}}")).toBe("{{x}}");
  });

  test("in one piece where it is written otherwise", () => {
    expect(written('a: "x\\u0041y"', "A")).toBe("\\u0041");
    expect(written("a: 'it''s'", "'")).toBe("''");
    expect(written("a: >\n  one\n  two", "one two")).toBe("one\n  two");
    expect(written("a: |\n  one\n  two", "one\n")).toBe("one");
  });
});

const words = fc.array(fc.stringMatching(/^[a-z {}'"\\:#]{0,8}$/), { minLength: 1, maxLength: 6 });

test("every character of a literal block stands where it is written", () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 4 }), fc.constantFrom("\n", "\r\n"), (lines, indent, end) => {
      const text = `a: |${indent}-${end}${lines.map((line) => " ".repeat(indent) + line).join(end)}${end}`;
      const { document } = parseDocument("a.yaml", new TextEncoder().encode(text));
      const node = document?.root?.entries?.get("a")?.node;
      if (!document || !node) throw new Error("not read");
      const value = String(node.value);
      // How far a block of nothing but spaces is indented does not show, and nothing in it can be pointed at.
      fc.pre(/\S/.test(value));
      const places = scalarPlaces(text, node, value);
      for (let at = 0; at < value.length; at += 1) {
        const place = places(at, at + 1);
        expect(text.slice(place.start, place.end)).toBe(value.charAt(at) === "\n" ? "" : value.charAt(at));
      }
    }),
  );
});

test("every character of a folded block stands where it is written", () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 4 }), (lines, indent) => {
      const text = `a: >${indent}\n${lines.map((line) => " ".repeat(indent) + line).join("\n")}\n`;
      const { document } = parseDocument("a.yaml", new TextEncoder().encode(text));
      const node = document?.root?.entries?.get("a")?.node;
      if (!document || !node) throw new Error("not read");
      const value = String(node.value);
      const places = scalarPlaces(text, node, value);
      for (let at = 0; at < value.length; at += 1) {
        const place = places(at, at + 1);
        const there = text.slice(place.start, place.end);
        expect([value.charAt(at), ""]).toContain(there);
        if (/\S/.test(value.charAt(at))) expect(there).not.toBe("");
      }
    }),
  );
});

test("every character of a text in double quotes stands where it is written", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (value) => {
      if (!value.isWellFormed() || value.includes("\0")) return;
      const text = `a: ${JSON.stringify(value)}\n`;
      const { document } = parseDocument("a.yaml", new TextEncoder().encode(text));
      const node = document?.root?.entries?.get("a")?.node;
      if (!document || !node) throw new Error("not read");
      const places = scalarPlaces(text, node, value);
      for (let at = 0; at < value.length; at += 1) {
        const place = places(at, at + 1);
        const there = text.slice(place.start, place.end);
        expect(there === value.charAt(at) || there.startsWith("\\")).toBe(true);
      }
    }),
  );
});

test("a document says where a part of a text stands", () => {
  const bytes = new TextEncoder().encode("a:\n  - b: |\n      one\n      two\n");
  const { document } = parseDocument("a.yaml", bytes);
  expect(document?.placeOfPart(["a", 0, "b"], 4, 7)).toEqual({
    file: "a.yaml",
    range: { start: { line: 4, column: 7 }, end: { line: 4, column: 10 } },
    pointer: "/a/0/b",
  });
});

test("a foreign document may have any key", () => {
  const bytes = new TextEncoder().encode("__proto__: { a: 1 }\nconstructor: 2\n");
  const { document, findings } = parseDocument("a.yaml", bytes, { isForeign: true });
  expect(findings).toEqual([]);
  expect([...(document?.root?.entries?.keys() ?? [])]).toEqual(["__proto__", "constructor"]);
  expect(Reflect.get({}, "a")).toBeUndefined();
});
