import { describe, test as example, expect } from "vitest";
import { parsePlaceholders } from "../placeholder/parse.ts";
import { fc, test } from "../testing/property.ts";
import { escaped, parseScoreText, written } from "./placeholders.ts";

/** A text with its placeholders as `<a|b>`. */
function shown(text: string): string {
  return parseScoreText(text)
    .map((part) => (part.kind === "text" ? part.text : `<${part.path.join("|")}>`))
    .join("");
}

describe("the placeholders of a Score text", () => {
  example.each([
    ["", ""],
    ["abc", "abc"],
    ["$abc", "$abc"],
    ["abc $$ abc", "abc $ abc"],
    ["${a.b}", "<a|b>"],
    ["$${a.b}", "${a.b}"],
    ["$$${a.b}", "$<a|b>"],
    ["$$$${a.b}", "$${a.b}"],
    ["$$$$${a.b}", "$$<a|b>"],
    ["$${a 4t$$3 *(^&(*}", "${a 4t$$3 *(^&(*}"],
    ["x${a}y${b\\.c.d}z", "x<a>y<b.c|d>z"],
    ["${}", "<>"],
    ["${not closed $$", "${not closed $"],
    ["$${not closed", "${not closed"],
    ["a } ${b}", "a } <b>"],
    ["${a\nb}", "<a\nb>"],
    ["$", "$"],
    ["$$", "$"],
  ])("%j is %j", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  example("takes time in proportion to the text", () => {
    expect(shown("${".repeat(200_000))).toHaveLength(400_000);
  });
});

const dollars = fc.array(fc.constantFrom("$", "{", "}", "a", ".", "\\", "${", "$$", " "), { maxLength: 12 });

test("what is escaped reads back as itself", [dollars], (pieces) => {
  const text = pieces.join("");
  const read = parsePlaceholders(escaped(text));
  expect(read.map((part) => (part.kind === "text" ? part.text : "?")).join("")).toBe(text);
});

test("also before a placeholder", [dollars], (pieces) => {
  const text = pieces.join("");
  const read = parsePlaceholders(`${escaped(text, false)}${written("resources", "a.b", "c")}`);
  expect(read.at(-1)).toMatchObject({ kind: "placeholder", path: ["resources", "a.b", "c"] });
  expect(
    read
      .slice(0, -1)
      .map((part) => (part.kind === "text" ? part.text : "?"))
      .join(""),
  ).toBe(text);
});
