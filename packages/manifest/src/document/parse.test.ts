import { formatPlace } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { parseDocument } from "./parse.ts";

function parse(text: string | Uint8Array): ReturnType<typeof parseDocument> & { readonly said: readonly string[] } {
  const parsed = parseDocument("f.yaml", typeof text === "string" ? new TextEncoder().encode(text) : text);
  const said = parsed.findings.map(
    ({ code, places, message }) => `${places.map(formatPlace).join(" ")} ${code} ${message}`,
  );
  return { ...parsed, said };
}

test("another tool's document may close its brackets further out, as their readers let it", () => {
  const text = 'on: {\n  push: {}, # a\n}\njobs: [\r\n  "a"\r\n]\nname: b\n';
  const read = (isForeign: boolean) => parseDocument("f.yaml", new TextEncoder().encode(text), { isForeign });
  expect(read(true).findings).toEqual([]);
  expect(read(true).document?.value).toEqual({ on: { push: {} }, jobs: ["a"], name: "b" });
  expect(read(true).document?.placeOfKey(["name"]).range?.start.line).toBe(7);
  expect(read(false).findings).toHaveLength(1);
});

describe("a document", () => {
  test("is read as YAML 1.2 has it: yes is a text, 0o17 a number, a date a text", () => {
    const { document } = parse("a: yes\nb: 0o17\nc: 2026-01-02\nd: ~\ne: 1.5\nf: TRUE\ng: '17'\nh: !!str 17\n17: x\n");
    expect(document?.value).toEqual({
      a: "yes",
      b: 15,
      c: "2026-01-02",
      d: null,
      e: 1.5,
      f: true,
      g: "17",
      h: "17",
      "17": "x",
    });
  });

  test("may be JSON", () => {
    expect(parse('{\n\t"a": [1, {"b": null}]\n}').document?.value).toEqual({ a: [1, { b: null }] });
  });

  test("may have a byte-order mark and CRLF, and its places stay true", () => {
    const { document } = parse("\ufeffa: 1\r\nb:\r\n  c: 'x'\r\n");
    expect(document?.value).toEqual({ a: 1, b: { c: "x" } });
    expect(document?.placeOfValue(["b", "c"]).range).toEqual({
      start: { line: 3, column: 6 },
      end: { line: 3, column: 9 },
    });
  });

  test("knows anchors, aliases and merge keys; what the mapping says itself wins, wherever it stands", () => {
    const { document, said } = parse(
      "base: &b { a: 1, b: 2 }\nx: { <<: *b, b: 3 }\ny: { b: 3, <<: [*b, { c: 4 }] }\nz: *b\n",
    );
    expect(said).toEqual([]);
    expect(document?.value).toEqual({
      base: { a: 1, b: 2 },
      x: { a: 1, b: 3 },
      y: { a: 1, b: 3, c: 4 },
      z: { a: 1, b: 2 },
    });
    expect(document?.placeOfValue(["x", "a"]).range?.start).toEqual({ line: 1, column: 15 });
  });

  test("takes a merge key in quotes for a text, as JSON has it", () => {
    const { document, said } = parse(`{"a": {"<<": {"b": 1}}, "c": {'<<': []}}`);
    expect([document?.value, said]).toEqual([{ a: { "<<": { b: 1 } }, c: { "<<": [] } }, []]);
  });

  test("has no prototype, so that no key of it means anything to JavaScript", () => {
    expect(Object.getPrototypeOf(parse("a: {}").document?.value)).toBeNull();
  });

  test("places of keys and values, of what is not there the nearest around it", () => {
    const { document } = parse('a:\n  - b: "x"\n    c:\n  - [1, 22]\n');
    const at = (path: readonly (string | number)[]): string | undefined =>
      document && formatPlace(document.placeOfValue(path));
    expect(at(["a", 0, "b"])).toBe("f.yaml:2:8");
    expect(document && formatPlace(document.placeOfKey(["a", 0, "b"]))).toBe("f.yaml:2:5");
    expect(at(["a", 0, "c"])).toBe("f.yaml:3:6");
    expect(at(["a", 1, 1])).toBe("f.yaml:4:9");
    expect(at(["a", 0, "nothing", "deeper"])).toBe("f.yaml:2:5");
    expect(document?.placeOfValue(["a", 0, "b"]).pointer).toBe("/a/0/b");
  });
});

describe("what is wrong with a document is said with its place", () => {
  test.each([
    ["a: 1\nb: 2\na: 3\n", 'f.yaml:3:1 f.yaml:1:1 manifest/duplicate-key The key "a" is here twice.'],
    ["a:\n\tb: 1\n", "f.yaml:2:1 manifest/syntax This line is indented with a tab; YAML takes spaces only."],
    [
      "a: 1\n---\nb: 2\n",
      "f.yaml:2:1 manifest/several-documents The file holds 2 documents; Towpath reads one from each file.",
    ],
    ["a: \0", "f.yaml:1:4 manifest/syntax The file holds a NUL character; it is no text."],
    ['a: "\\0"', "f.yaml:1:4 manifest/invalid-value This value holds a NUL character."],
    ['a: "\\ud800"', "f.yaml:1:4 manifest/invalid-value This value holds half of a character (a lone surrogate)."],
    ["a: .inf", "f.yaml:1:4 manifest/invalid-value This value is a number without an end."],
    [
      "a: !!js/function x",
      "f.yaml:1:18 manifest/invalid-value This value has the tag !!js/function, which documents do not use.",
    ],
    ["a: *b", "f.yaml:1:4 manifest/alias The alias *b names nothing: there is no &b before it."],
    ["a: &a [*a]", "f.yaml:1:8 manifest/alias The alias *a stands within what it names."],
    ["a: { <<: *b, c: 1 }", "f.yaml:1:10 manifest/alias The alias *b names nothing: there is no &b before it."],
    ["a: [*b, 1]", "f.yaml:1:5 manifest/alias The alias *b names nothing: there is no &b before it."],
    ["a: { <<: 1 }", "f.yaml:1:6 manifest/alias A merge key (<<) takes a mapping or a list of mappings."],
    ["? [a]\n: b", "f.yaml:1:3 manifest/invalid-value A list or a mapping cannot be a key."],
    ["", "f.yaml:1:1 manifest/empty The file holds no document."],
    ["# nothing\n", "f.yaml:1:1 manifest/empty The file holds no document."],
    ["a: [1", "f.yaml:1:4 manifest/syntax The [ that opens here is not closed: it lacks a ]."],
    ["\x89PNG", "f.yaml:1:1 manifest/syntax The file holds a control character."],
  ])("%j", (text, said) => {
    expect(parse(text).said).toEqual([said]);
  });

  test("keys that JavaScript gives a meaning to are refused, at any depth", () => {
    const { said, document } = parse(
      "__proto__: { a: 1 }\nx: { constructor: 2 }\ny: [{ prototype: 3 }]\nz: { <<: { __proto__: 4 } }\n",
    );
    expect(said.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "f.yaml:1:1 manifest/forbidden-key",
      "f.yaml:2:6 manifest/forbidden-key",
      "f.yaml:3:7 manifest/forbidden-key",
      "f.yaml:4:12 manifest/forbidden-key",
    ]);
    expect(document?.value).toEqual({ x: {}, y: [{}], z: {} });
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });

  test("bytes that are not UTF-8", () => {
    expect(parse(Uint8Array.from([97, 58, 32, 10, 98, 0xc3, 0x28])).said).toEqual([
      "f.yaml:2:2 manifest/encoding The file is not UTF-8: byte 5 (0xc3) belongs to no character.",
    ]);
    expect(parse(Uint8Array.from([0xff, 0xfe, 97, 0])).said).toEqual([
      "f.yaml:1:1 manifest/encoding The file is not UTF-8: it starts like UTF-16.",
    ]);
  });
});

const tens = Array.from(
  { length: 20 },
  (_, index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(",")}]`,
);
const nested = (line: (depth: number) => string): string =>
  Array.from({ length: 60 }, (_, depth) => " ".repeat(depth) + line(depth)).join("\n");

describe("hostile input ends in bounded time", () => {
  test.each([
    ["100,000 aliases", `a: &a x\nb:\n${"  - *a\n".repeat(100_000)}`, "manifest/alias"],
    ["aliases of aliases", `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${tens.join("\n")}`, "manifest/too-large"],
    [
      "merge keys of merge keys",
      `a0: &a0 {x: 1}\n${Array.from({ length: 900 }, (_, index) => `a${index + 1}: &a${index + 1} {<<: *a${index}, k${index}: 1}`).join("\n")}`,
      "manifest/too-large",
    ],
    ["deep lists", "[".repeat(200_000), "manifest/too-deep"],
    ["deep mappings", "{a: ".repeat(100_000), "manifest/too-deep"],
    ["deep blocks", nested((depth) => (depth === 59 ? "- ".repeat(100) : "a:")), "manifest/too-deep"],
    ["deep anchors", nested((depth) => `&a${depth} !!map`), "manifest/syntax"],
    ["a scalar beyond a megabyte", `a: ${"x".repeat(2_000_000)}`, "manifest/too-large"],
    ["50,000 duplicate keys", "k: 1\n".repeat(50_000), "manifest/too-large"],
    ["200,000 documents", "---\n".repeat(200_000), "manifest/several-documents"],
    ["a megabyte of questions", "? ".repeat(500_000), "manifest/too-deep"],
    ["a megabyte of colons", ":".repeat(1_000_000), undefined],
    ["a megabyte of spaces", " ".repeat(1_000_000), "manifest/empty"],
  ])("%s", (_, text, code) => {
    const started = performance.now();
    const { findings } = parse(text);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(findings[0]?.code).toBe(code);
    expect(findings.length).toBeLessThanOrEqual(101);
  });
});
