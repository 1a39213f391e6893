import assert from "node:assert/strict";
import { test } from "node:test";
import { dueBaskets } from "../src/due.js";

const NOW = Date.parse("2026-11-22T09:00:00Z");
const basket = (customer, changedAt) => ({ customer, changedAt });

test("three days are long enough, and the oldest comes first", () => {
  const baskets = [
    basket("new", "2026-11-22T08:00:00Z"),
    basket("old", "2026-11-19T09:00:00Z"),
    basket("older", "2026-11-01T09:00:00Z"),
  ];
  assert.deepEqual(
    dueBaskets(baskets, NOW).map(({ customer }) => customer),
    ["older", "old"],
  );
});
