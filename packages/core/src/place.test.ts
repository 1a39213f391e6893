import fc from "fast-check";
import { expect, test } from "vitest";
import { comparePlaces, formatPlace, type Place } from "./place.ts";

const at = (file: string, line: number, column: number): Place => ({
  file,
  range: { start: { line, column }, end: { line, column } },
});

test("a place is written as editors and compilers write it", () => {
  expect(formatPlace(at("a/towpath.yaml", 3, 5))).toBe("a/towpath.yaml:3:5");
  expect(formatPlace({ file: "towpath.yaml" })).toBe("towpath.yaml");
});

test("places are ordered by file, line and column as numbers, a whole file before what is in it", () => {
  const ordered = [{ file: "a" }, at("a", 2, 10), at("a", 10, 2), at("a", 10, 11), { file: "b" }, at("b", 1, 1)];
  fc.assert(
    fc.property(fc.shuffledSubarray(ordered, { minLength: ordered.length }), (shuffled) => {
      expect([...shuffled].sort(comparePlaces)).toEqual(ordered);
    }),
  );
});
