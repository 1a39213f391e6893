import { expect, test } from "vitest";
import { renderRows } from "./render-rows.ts";

test("figures stand in an aligned Markdown table", () => {
  const rows = [
    { what: "up, cold", figure: { kind: "wall", median: 3456.7, low: 3400, high: 3500 }, expected: "< 5 s" },
    {
      what: "check",
      figure: { kind: "cpu", median: 45.25, low: 44, high: 46 },
      beside: {
        what: "node -e 0",
        figure: { kind: "cpu", median: 22.5, low: 22, high: 23 },
        ratio: { median: 2.01, low: 1.9, high: 2.1 },
      },
    },
  ] as const;
  expect(renderRows(rows)).toMatchInlineSnapshot(`
    "| what     | median (middle half)    | beside                             | ratio, pair by pair | expected |
    | -------- | ----------------------- | ---------------------------------- | ------------------- | -------- |
    | up, cold | 3457 ms (3400–3500)     |                                    |                     | < 5 s    |
    | check    | 45.3 ms CPU (44.0–46.0) | node -e 0: 22.5 ms CPU (22.0–23.0) | 2.01 (1.90–2.10)    |          |"
  `);
});
