import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeFrame } from "./code-frame.ts";
import { hostileTexts, rawControls, runs } from "./testing/findings.ts";

const at = (line: number, from: number, to: number, endLine = line) => ({
  start: { line, column: from },
  end: { line: endLine, column: to },
});
const draw = (source: string, range: ReturnType<typeof at>, width?: number) =>
  codeFrame(source, range, width).join("\n");

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

  test("marks a value of several lines to the end of the first", () => {
    expect(draw("a: |\n  b", at(1, 4, 3, 2))).toBe("1 | a: |\n  |    ^");
  });

  test("marks a point, also behind the end of the line", () => {
    expect(draw("a:", at(1, 3, 3))).toBe("1 | a:\n  |   ^");
    expect(draw("a:", at(1, 90, 95))).toBe("1 | a:\n  |   ^");
  });

  test("cuts a long line around the carets", () => {
    const [line = "", carets = ""] = codeFrame(`${"x".repeat(5_000)}HERE${"y".repeat(5_000)}`, at(1, 5_001, 5_005), 60);
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
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
        expect([0, 2]).toContain(lines.length);
        expect(lines.join("")).not.toMatch(rawControls);
        expect(lines.join("")).not.toContain("\n");
        if (lines[1]) expect(lines[1]).toMatch(/^ +\| *\^+$/);
      }),
      { numRuns: runs },
    );
  });
});
