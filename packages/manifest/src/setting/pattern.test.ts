import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearPattern } from "./linear-pattern.ts";
import { fitsPattern, patternFlaw } from "./pattern.ts";

const atom = fc.constantFrom(
  "a",
  "b",
  ".",
  "[ab]",
  "[^a]",
  "\\w",
  "\\d",
  "\\.",
  "\\p{L}",
  "😀",
  "\\u{1F600}",
  "^",
  "$",
  "\\b",
  "\\B",
);
const quantifier = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "+?");
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom,
    fc.array(tie("pattern"), { maxLength: 4 }).map((all) => all.join("")),
    fc.tuple(tie("pattern"), quantifier).map(([inner, times]) => `(?:${inner})${times}`),
    fc.tuple(fc.constantFrom("a", "[ab]", "."), quantifier).map((parts) => parts.join("")),
    fc.array(tie("pattern"), { minLength: 1, maxLength: 3 }).map((all) => `(${all.join("|")})`),
    fc.array(tie("pattern"), { minLength: 1, maxLength: 3 }).map((all) => all.join("|")),
  ),
}));
const text = fc.array(fc.constantFrom("a", "b", "c", ".", "1", " ", "\n", "😀", "é"), { maxLength: 8 });

/** From the start of each character: V8 tries `\\B` in the middle of one, too, which is no place in the flag `u`. */
function fitsInJavaScript(source: string, characters: readonly string[]): boolean {
  const expression = new RegExp(source, "uy");
  const written = characters.join("");
  return [...characters, ""].some((_, index) => {
    expression.lastIndex = characters.slice(0, index).join("").length;
    return expression.test(written);
  });
}

describe("pattern", () => {
  test("says of every text what JavaScript says", () => {
    fc.assert(
      fc.property(pattern, text, (source, characters) => {
        const written = characters.join("");
        expect(linearPattern(source)(written)).toBe(fitsInJavaScript(source, characters));
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 100_000 : 2_000 },
    );
  });

  test.each(["^(aa?)+$", "^((a|a))*$", "^((a*))*$", "(a*a*){30}b", "^a*a*a*a*a*a*b", "^([ab]?){300}$", "(a(b)?)+c"])(
    "matches %s in time",
    (hostile) => {
      const start = process.cpuUsage();
      expect(linearPattern(hostile)(`${"a".repeat(998)}!`)).toBe(false);
      const { user, system } = process.cpuUsage(start);
      expect(user + system).toBeLessThan(3_000_000);
    },
  );

  test.each([
    ["(a)\\1", "refers back to a group"],
    ["(?=a)", "looks ahead or behind"],
    ["(?<!a)b", "looks ahead or behind"],
    ["(?i:a)", "sets flags of its own"],
    ["a{5000}", "repeats too much too often"],
    ["(?:(?:(?:){1000}){1000}){1000}", "repeats"],
    ["a".repeat(1_001), "is longer than 1,000 characters"],
    ["(", "is no regular expression"],
  ])("refuses %s", (refused, why) => {
    expect(patternFlaw(refused)).toContain(why);
    expect(fitsPattern(refused, "anything")).toBe(true);
  });
});
