import assert from "node:assert/strict";
import { test } from "node:test";
import { totalOf } from "../src/total.js";

const PRODUCTS = [
  { sku: "tea", priceCents: 450 },
  { sku: "cup", priceCents: 1200 },
];

test("quantities count", () => assert.equal(totalOf({ tea: 2, cup: 1 }, PRODUCTS), 2100));
test("an empty basket costs nothing", () => assert.equal(totalOf({}, PRODUCTS), 0));
test("what nobody sells is refused", () => assert.throws(() => totalOf({ gold: 1 }, PRODUCTS), /no product gold/));
