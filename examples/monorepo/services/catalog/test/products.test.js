import assert from "node:assert/strict";
import { test } from "node:test";
import { findProducts } from "../src/products.js";

test("a product is found by a part of its name", () => {
  assert.deepEqual(
    findProducts("TEA").map(({ sku }) => sku),
    ["tea"],
  );
});

test("without a name there are all", () => assert.equal(findProducts().length, 2));
