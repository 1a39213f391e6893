import fc from "fast-check";
import { expect, test } from "vitest";
import { measurePairs } from "./measure-pairs.ts";

test("the two take turns, and the first pair does not count", () => {
  const order: string[] = [];
  const costs = [100, 4, 6, 8];
  const measured = measurePairs(
    3,
    () => {
      order.push("a");
      return costs[order.filter((name) => name === "a").length - 1] ?? 0;
    },
    () => {
      order.push("b");
      return 2;
    },
  );
  expect(order.join("")).toBe("abababab");
  expect(measured.a.median).toBe(6);
  expect(measured.ratio).toEqual({ low: 2.5, median: 3, high: 3.5 });
});

test("a machine that slows down changes no ratio", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 }), (slowness) => {
      let go = 0;
      const next = (factor: number) => () => (slowness[Math.floor(go++ / 2) - 1] ?? 1) * factor;
      expect(measurePairs(slowness.length, next(3), next(1)).ratio.median).toBeCloseTo(3, 9);
    }),
  );
});
