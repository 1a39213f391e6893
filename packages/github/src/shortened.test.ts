import fc from "fast-check";
import { expect, test } from "vitest";
import { shortened } from "./shortened.ts";

test("a text becomes one line, and is cut where nobody reads on", () => {
  expect(shortened("a\n::error::b\tc\u001b[31m", 140)).toBe("a ::error::b c [31m");
  expect(shortened("x".repeat(141), 140)).toBe(`${"x".repeat(139)}…`);
  expect(shortened("x".repeat(140), 140)).toBe("x".repeat(140));
});

test("whatever it is, it fits and holds no half of a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 2, max: 140 }), (text, most) => {
      const line = shortened(text, most);
      expect(line.length).toBeLessThanOrEqual(most);
      expect(line.isWellFormed()).toBe(true);
      expect(line).not.toMatch(/\p{Cc}/u);
    }),
  );
});
