import fc from "fast-check";
import { expect, test } from "vitest";
import { walkRings } from "./walk-rings.ts";

function rings(ways: string): readonly string[] {
  const all = ways.split(" ").map((way): [string, readonly string[]] => [way.charAt(0), way.slice(1).split("")]);
  return [...walkRings(new Map(all))].map((ring) => ring.join(""));
}

test.each([
  ["ab bc c", []],
  ["abc bd cd d", []],
  ["aa", ["a"]],
  ["ab bc ca", ["abc"]],
  ["xa ab bc cab", ["abc", "bc"]],
  ["ab ba cd dc", ["ab", "cd"]],
  ["ax", []],
])("%s", (ways, expected) => {
  expect(rings(ways)).toEqual(expected);
});

test("finds a ring exactly where one is, and only true ones", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const ways = fc.array(fc.subarray(names, { maxLength: 3 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(ways, (all) => {
      const next = new Map(names.map((name, index) => [name, all[index] ?? []]));
      const found = [...walkRings(next)];
      for (const ring of found)
        for (const [index, one] of ring.entries()) expect(next.get(one)).toContain(ring[(index + 1) % ring.length]);
      // Without a ring, what leads nowhere can be taken away until nothing is left.
      let left = [...next];
      for (;;) {
        const there = new Set(left.map(([name]) => name));
        const kept = left.filter(([, to]) => to.some((one) => there.has(one)));
        if (kept.length === left.length) break;
        left = kept;
      }
      expect(found.length > 0).toBe(left.length > 0);
    }),
  );
});

test("a long way is walked once, and is no deeper than a short one", () => {
  const next = new Map(Array.from({ length: 200_000 }, (_, index) => [`${index}`, [`${index + 1}`]]));
  next.set("199999", ["100000"]);
  const started = performance.now();
  expect([...walkRings(next)].map(({ length }) => length)).toEqual([100_000]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
