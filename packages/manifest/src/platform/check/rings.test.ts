import { expect, test } from "vitest";
import { ringsOf } from "./rings.ts";

function rings(ways: string): readonly string[] {
  const next = new Map(ways.split(" ").map((way): [string, string | undefined] => [way.charAt(0), way[1]]));
  return ringsOf(next).map((ring) => ring.join(""));
}

test.each([
  ["ab bc cd d", []],
  ["ab bx", []],
  ["aa", ["a"]],
  ["cb ba ac", ["acb"]],
  ["xc cb ba ac yx", ["acb"]],
  ["ab ba cd dc ec", ["ab", "cd"]],
])("%s", (ways, expected) => {
  expect(rings(ways)).toEqual(expected);
});

test("a long way is walked once", () => {
  const next = new Map(Array.from({ length: 200_000 }, (_, index) => [`${index}`, `${index + 1}`]));
  next.set("199999", "100000");
  const started = performance.now();
  expect(ringsOf(next).map(({ length }) => length)).toEqual([100_000]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
