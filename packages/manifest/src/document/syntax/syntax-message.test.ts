import { formatPlace, type Place } from "@towpath/core";
import { describe, test as example, expect } from "vitest";
import { BROKEN_FILES } from "../../testing/broken-files.ts";
import { fc, test } from "../../testing/property.ts";
import { parseDocument } from "../parse.ts";
import { syntaxMessage } from "./syntax-message.ts";

describe("what is no YAML is said as people say it", () => {
  example.each(BROKEN_FILES)("$name", ({ text, said }) => {
    const { findings, document } = parseDocument("f", new TextEncoder().encode(text));
    expect(document).toBeUndefined();
    expect(findings.map(({ code }) => code)).toEqual(["manifest/syntax"]);
    const [{ places, message, suggestions } = { places: [], message: "", suggestions: [] }] = findings;
    expect([
      `${places.map(written).join(" and ")} ${message}`,
      ...suggestions.map((suggestion) => `> ${suggestion}`),
    ]).toEqual(said);
  });
});

/** Words of the parser that nobody should have to look up. */
const JARGON =
  /flow collection|implicit key|mapping entry|sequence entry|document separator|scalar|deficient|the stream/;

const pieces = fc.constantFrom(
  ..."\n\n\t'\"[]{}:,#&*!|>%@`-?\\$<=~ab \u00a0“",
  ": ",
  "- ",
  "  ",
  "\r\n",
  "{{",
  "a: b\n",
  "  c: d\n",
);
const reasons = fc.constantFrom(
  "deficient indentation",
  "bad indentation of a mapping entry",
  "missed comma between flow collection entries",
  "expected ':' after a mapping key",
  "name of an alias node must contain at least one character",
  "a line break is expected",
  "something that no parser has said before",
);

test(
  "whatever the text, there is a sentence, a place in it and something to do",
  [fc.array(pieces, { maxLength: 40 }).map((all) => all.join("")), fc.nat(), reasons],
  (text, offset, reason) => {
    const { message, at, suggestions } = syntaxMessage(text, offset % (text.length + 2), reason);
    expect(message).toMatch(/^\S.*\.$/s);
    expect(message).not.toMatch(JARGON);
    expect(message + suggestions.join("")).not.toMatch(/undefined|[\r\n]/);
    expect(suggestions.length).toBeGreaterThan(0);
    expect(at.length).toBeGreaterThan(0);
    for (const { start, end } of at) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
    }
  },
);

example.each([
  ["one long line", (size: number) => `a: ${"x: ".repeat(size)}`],
  ["many lines", (size: number) => `${"- a\n".repeat(size)}b: c\n`],
  ["many spaces", (size: number) => `a:${" ".repeat(size * 3)}@\n`],
  ["many brackets", (size: number) => `a: ${"[x], ".repeat(size)}: b\n`],
  ["many quotes", (size: number) => `a: ${'"x" '.repeat(size)}\n`],
])("%s of almost a megabyte is explained at once", (_, written) => {
  const text = written(200_000);
  const start = performance.now();
  const { findings } = parseDocument("f", new TextEncoder().encode(text));
  expect(findings[0]?.code).toBe("manifest/syntax");
  expect(performance.now() - start).toBeLessThan(2_000);
});

function written(place: Place): string {
  const { start, end } = place.range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
  return `${formatPlace(place).slice("f:".length)}-${end.line === start.line ? "" : `${end.line}:`}${end.column}`;
}
