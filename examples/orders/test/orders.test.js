import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { openService } from "./support/service.js";

const order = {
  customer: "Ada",
  items: [
    { sku: "tea", quantity: 2, unitPriceCents: 450 },
    { sku: "cup", quantity: 1, unitPriceCents: 900 },
  ],
};
let service;
before(async () => (service = await openService()));
after(() => service.close());
const place = async (changes = {}) => (await service.ask("POST", "/orders", { ...order, ...changes })).body;

describe("placing an order", () => {
  test("gives it back with its total, and it is there", async () => {
    const { status, headers, body } = await service.ask("POST", "/orders", order);
    assert.equal(status, 201);
    assert.equal(body.totalCents, 1800);
    assert.equal(body.status, "placed");
    assert.deepEqual(body.items, order.items);
    assert.deepEqual((await service.ask("GET", headers.get("location"))).body, body);
  });

  test("the same key gives the same order, even when asked at once", async () => {
    const key = { "idempotency-key": randomUUID() };
    const answers = await Promise.all(Array.from({ length: 6 }, () => service.ask("POST", "/orders", order, key)));
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 201]);
    assert.equal((await service.ask("POST", "/orders", { ...order, customer: "Bob" }, key)).status, 422);
  });

  test("says everything that is wrong at once", async () => {
    const { status, body } = await service.ask("POST", "/orders", {
      customer: "",
      currency: "euro",
      items: [{ sku: "tea", quantity: 0 }],
    });
    assert.equal(status, 422);
    for (const name of ["customer", "currency", "items[0].quantity", "items[0].unitPriceCents"])
      assert.ok(body.detail.includes(name), name);
  });

  test("takes hostile text as text", async () => {
    const customer = `'); drop table orders; -- ${"\u202e"}<script>`;
    const placed = await place({ customer });
    assert.equal((await service.ask("GET", `/orders/${placed.id}`)).body.customer, customer);
    for (const bad of [null, [], "text", { __proto__: null, items: {} }, { customer: "nul\0", items: order.items }])
      assert.equal((await service.ask("POST", "/orders", bad ?? new TextEncoder().encode("null"))).status, 422);
    assert.equal((await service.ask("POST", "/orders", new TextEncoder().encode("{"))).status, 400);
    assert.equal((await service.ask("POST", "/orders", new Uint8Array(65 * 1024).fill(32))).status, 413);
  });
});

describe("reading orders", () => {
  test("pages go through all of them once, newest first", async () => {
    const placed = [];
    for (let count = 0; count < 5; count++) placed.unshift((await place({ customer: "Pager" })).id);
    const seen = [];
    let after = "";
    do {
      const { body } = await service.ask("GET", `/orders?limit=2${after && `&after=${after}`}`);
      seen.push(...body.orders.map(({ id }) => id));
      after = body.next;
    } while (after);
    assert.deepEqual(seen.slice(0, 5), placed);
    assert.equal(new Set(seen).size, seen.length);
  });

  test("a status narrows them down", async () => {
    const { id } = await place();
    await service.ask("POST", `/orders/${id}/status`, { status: "cancelled" });
    const { body } = await service.ask("GET", "/orders?status=cancelled&limit=100");
    assert.ok(body.orders.some((found) => found.id === id));
    assert.ok(body.orders.every(({ status }) => status === "cancelled"));
  });

  test("what is not there, and what makes no sense", async () => {
    assert.equal((await service.ask("GET", `/orders/${randomUUID()}`)).status, 404);
    assert.equal((await service.ask("GET", "/orders/1")).status, 404);
    assert.equal((await service.ask("DELETE", "/orders")).status, 405);
    for (const query of ["limit=0", "limit=x", "status=lost", "after=1"])
      assert.equal((await service.ask("GET", `/orders?${query}`)).status, 400);
  });
});

describe("the state of an order", () => {
  test("goes its way and no other", async () => {
    const { id } = await place();
    const become = async (status) => (await service.ask("POST", `/orders/${id}/status`, { status })).status;
    assert.equal(await become("shipped"), 409);
    for (const status of ["paid", "shipped", "delivered"]) assert.equal(await become(status), 200);
    assert.equal(await become("delivered"), 200, "asking again changes nothing");
    assert.equal(await become("cancelled"), 409);
    assert.equal(await become("lost"), 422);
    assert.equal(await become("constructor"), 422);
  });

  test("of two that want it differently one wins", async () => {
    const { id } = await place();
    await service.ask("POST", `/orders/${id}/status`, { status: "paid" });
    const answers = await Promise.all(
      ["shipped", "cancelled"].map((status) => service.ask("POST", `/orders/${id}/status`, { status })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  });
});
