import fc from "fast-check";
import stringWidth from "fast-string-width";
import { describe, expect, test } from "vitest";
import { codeFrame } from "./code-frame.ts";
import { hostileTexts, rawControls, runs } from "./testing/findings.ts";

const at = (line: number, from: number, to: number, endLine = line) => ({
  start: { line, column: from },
  end: { line: endLine, column: to },
});
const draw = (source: string, range: ReturnType<typeof at>, width?: number) =>
  codeFrame(source, range, width)
    .map(({ text }) => text)
    .join("\n");

describe("the line with carets", () => {
  test("stands below what it is about", () => {
    expect(draw("a: 1\nversoin: 17\n", at(2, 1, 8))).toBe("2 | versoin: 17\n  | ^^^^^^^");
  });

  test.each([
    ["carriage returns", "a\r\nb: 1\r\n"],
    ["old breaks", "a\rb: 1\r"],
    ["no break at the end", "a\nb: 1"],
  ])("counts lines with %s", (_, source) => {
    expect(draw(source, at(2, 4, 5))).toBe("2 | b: 1\n  |    ^");
  });

  test("keeps its carets in place behind tabs and wide characters", () => {
    expect(draw("\t日本: x", at(1, 6, 7))).toBe("1 |   日本: x\n  |         ^");
  });

  test("marks all of a value of two or three lines", () => {
    expect(draw("a: |\n  b", at(1, 4, 4, 2))).toBe("1 | a: |\n  |    ^\n2 |   b\n  |   ^");
    expect(draw("x:\n  a: 1\n\n  b: 2 # c\n", at(2, 3, 7, 4))).toBe(
      "2 |   a: 1\n  |   ^^^^\n3 |\n4 |   b: 2 # c\n  |   ^^^^",
    );
  });

  test("marks the beginning and the end of a longer one", () => {
    const source = Array.from({ length: 12 }, (_, index) => `k${index + 1}: v`).join("\n");
    expect(draw(source, at(8, 1, 3, 12))).toBe(
      " 8 | k8: v\n   | ^^^^^\n 9 | k9: v\n   | ^^^^^\n   …\n12 | k12: v\n   | ^^",
    );
  });

  test("ends with the line that a range ends behind", () => {
    expect(draw("a: |\n  b\nc: 1\n", at(1, 1, 1, 3))).toBe("1 | a: |\n  | ^^^^\n2 |   b\n  |   ^");
    expect(draw("a: 1\n", at(1, 1, 3, 9))).toBe("1 | a: 1\n  | ^^^^\n2 |");
  });

  test("counts no column for a byte-order mark", () => {
    expect(draw("\ufeffkind: x\n", at(1, 7, 8))).toBe("1 | kind: x\n  |       ^");
  });

  test("marks a point, also behind the end of the line", () => {
    expect(draw("a:", at(1, 3, 3))).toBe("1 | a:\n  |   ^");
    expect(draw("a:", at(1, 90, 95))).toBe("1 | a:\n  |   ^");
  });

  test("cuts a long line around the carets", () => {
    const source = `${"x".repeat(5_000)}HERE${"y".repeat(5_000)}`;
    const [line = "", carets = ""] = draw(source, at(1, 5_001, 5_005), 60).split("\n");
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
  });

  test("keeps a line whole that fits", () => {
    const line = `${"x".repeat(80)}: HERE`;
    expect(draw(line, at(1, 83, 87), 100).split("\n")[0]).toBe(`1 | ${line}`);
  });

  test("cuts only as much of the beginning as there is too much", () => {
    const [line = ""] = draw(`${"x".repeat(80)}: HERE${"y".repeat(200)}`, at(1, 83, 87), 100).split("\n");
    expect(line.length).toBeLessThanOrEqual(100);
    expect(line).toMatch(/^1 \| …x{40,}: HEREy{30,}…$/);
  });

  test("keeps its carets in place behind what it cut, however wide", () => {
    const [line = "", carets = ""] = draw(`${"日本".repeat(60)}: HERE`, at(1, 123, 127), 80).split("\n");
    expect(stringWidth(line.slice(0, line.indexOf("HERE")))).toBe(carets.indexOf("^"));
    expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  test("is not drawn for a line that is not there", () => {
    expect(codeFrame("a\n", at(9, 1, 2))).toEqual([]);
  });

  test("shows a hostile line as text, within its width", () => {
    const point = fc.record({ line: fc.integer({ min: 1, max: 3 }), column: fc.integer({ min: 1, max: 80 }) });
    const source = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: "binary", maxLength: 200 }));
    fc.assert(
      fc.property(source, point, point, fc.integer({ min: 30, max: 120 }), (text, start, end, width) => {
        const lines = codeFrame(text, { start, end }, width);
        expect(lines.length).toBeLessThanOrEqual(7);
        for (const line of lines) {
          expect(line.text).not.toMatch(rawControls);
          expect(line.text).not.toContain("\n");
          if (line.isMarks) expect(line.text).toMatch(/^ +\| *\^+$/);
        }
      }),
      { numRuns: runs },
    );
  });
});
