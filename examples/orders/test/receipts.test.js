import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { openReceipts } from "../src/receipts.js";
import { openService } from "./support/service.js";

const pdf = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(200_000)]);
const asPdf = { "content-type": "application/pdf" };
let service;
let id;
before(async () => {
  service = await openService();
  id = (
    await service.ask("POST", "/orders", { customer: "Ada", items: [{ sku: "tea", quantity: 1, unitPriceCents: 450 }] })
  ).body.id;
});
after(async () => {
  const { rows } = await service.pool.query("select blob from receipts");
  for (const { blob } of rows) await openReceipts(service.config.bucket).remove(blob);
  await service.close();
});

test("a receipt comes back as it was sent", async () => {
  assert.equal((await service.ask("GET", `/orders/${id}/receipt`)).status, 404);
  assert.equal((await service.ask("POST", `/orders/${id}/receipt`, pdf, asPdf)).status, 201);
  const { status, headers, body } = await service.ask("GET", `/orders/${id}/receipt`);
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "application/pdf");
  assert.equal(headers.get("content-disposition"), `attachment; filename="receipt-${id}.pdf"`);
  assert.ok(pdf.equals(body));
  assert.equal((await service.ask("GET", `/orders/${id}`)).body.hasReceipt, true);
});

test("only what is a receipt is taken", async () => {
  const html = Buffer.from("<script>alert(1)</script>");
  assert.equal((await service.ask("POST", `/orders/${id}/receipt`, html, { "content-type": "text/html" })).status, 415);
  assert.equal((await service.ask("POST", `/orders/${id}/receipt`, html, asPdf)).status, 415);
  assert.equal(
    (await service.ask("POST", `/orders/${id}/receipt`, Buffer.alloc(5 * 1024 * 1024 + 1), asPdf)).status,
    413,
  );
  assert.equal((await service.ask("POST", `/orders/${randomUUID()}/receipt`, pdf, asPdf)).status, 404);
});
