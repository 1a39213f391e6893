import { pipeline } from "node:stream/promises";
import { readBytes, readJson } from "./body.js";
import { readNewOrder } from "./new-order.js";
import { noSuchOrder, STATUSES } from "./orders.js";
import { Problem } from "./problem.js";
import { contentTypeOf, extensionOf, MAX_RECEIPT_BYTES } from "./receipts.js";

const ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const IS_ID = new RegExp(`^${ID}$`);

/**
 * What a handler gets.
 * @typedef {object} Exchange
 * @property {import("node:http").IncomingMessage} request
 * @property {import("node:http").ServerResponse} response
 * @property {URL} url
 * @property {string} id the order's, where the path has one
 * @property {AbortSignal} signal aborted when the client is gone
 */

/**
 * What a handler answers; nothing when it has written the answer itself.
 * @typedef {{ status: number, body: unknown, headers?: Record<string, string> } | undefined} Answer
 */

/**
 * @param {ReturnType<typeof import("./orders.js").openOrders>} orders
 * @param {ReturnType<typeof import("./receipts.js").openReceipts>} receipts
 * @param {() => Promise<boolean>} isHealthy
 */
export function createRoutes(orders, receipts, isHealthy) {
  const table = [
    ["GET", "/", describe],
    ["GET", "/healthz", health],
    ["POST", "/orders", place],
    ["GET", "/orders", list],
    ["GET", "/orders/:id", show],
    ["POST", "/orders/:id/status", advance],
    ["POST", "/orders/:id/receipt", putReceipt],
    ["GET", "/orders/:id/receipt", getReceipt],
  ].map(([method, path, handle]) => ({
    method,
    path,
    handle,
    pattern: new RegExp(`^${path.replace(":id", `(?<id>${ID})`)}$`),
  }));

  /** Finds the route of a request. @throws {Problem} 404 or 405 */
  return function route(method, pathname) {
    const here = table.filter(({ pattern }) => pattern.test(pathname));
    const found = here.find((candidate) => candidate.method === (method === "HEAD" ? "GET" : method));
    if (found) return { ...found, id: found.pattern.exec(pathname).groups?.id ?? "" };
    if (here.length === 0) throw new Problem(404, "Nothing here");
    throw new Problem(405, "Method not allowed", `This address takes ${here.map(({ method }) => method).join(", ")}.`);
  };

  async function describe() {
    return { status: 200, body: { service: "orders", routes: table.map(({ method, path }) => `${method} ${path}`) } };
  }

  async function health() {
    return (await isHealthy())
      ? { status: 200, body: { status: "ok" } }
      : { status: 503, body: { status: "unavailable" } };
  }

  /** @param {Exchange} exchange */
  async function place({ request }) {
    const key = request.headers["idempotency-key"];
    if (key !== undefined && (typeof key !== "string" || key.length < 1 || key.length > 200))
      throw new Problem(400, "Not an idempotency key", "It must have 1 to 200 characters.");
    const { order, isNew } = await orders.place(readNewOrder(await readJson(request)), key);
    return { status: isNew ? 201 : 200, body: order, headers: { location: `/orders/${order.id}` } };
  }

  /** @param {Exchange} exchange */
  async function list({ url }) {
    const status = url.searchParams.get("status") ?? undefined;
    const after = url.searchParams.get("after") ?? undefined;
    const limit = Number(url.searchParams.get("limit") ?? 20);
    if (status !== undefined && !STATUSES.includes(status))
      throw new Problem(400, "No such status", `status must be one of ${STATUSES.join(", ")}.`);
    if (after !== undefined && !IS_ID.test(after))
      throw new Problem(400, "Not an order's id", "after must be the id of an order.");
    if (!Number.isInteger(limit) || limit < 1 || limit > 100)
      throw new Problem(400, "Not a limit", "limit must be a whole number from 1 to 100.");
    return { status: 200, body: await orders.list({ status, after, limit }) };
  }

  /** @param {Exchange} exchange */
  async function show({ id }) {
    return { status: 200, body: await orders.get(id) };
  }

  /** @param {Exchange} exchange */
  async function advance({ request, id }) {
    const body = await readJson(request);
    return { status: 200, body: await orders.advance(id, String(body?.status)) };
  }

  /** @param {Exchange} exchange */
  async function putReceipt({ request, id, signal }) {
    await orders.get(id);
    const bytes = await readBytes(request, MAX_RECEIPT_BYTES);
    const contentType = contentTypeOf(request.headers["content-type"], bytes);
    const blob = await receipts.put(id, bytes, contentType, signal);
    await orders.keepReceipt(id, { blob, contentType, bytes: bytes.length });
    return { status: 201, body: { contentType, bytes: bytes.length }, headers: { location: `/orders/${id}/receipt` } };
  }

  /** @param {Exchange} exchange */
  async function getReceipt({ response, id, signal }) {
    const receipt = await orders.receiptOf(id);
    if (!receipt) throw noSuchOrder();
    const content = await receipts.get(receipt.blob, signal);
    response.writeHead(200, {
      "content-type": receipt.contentType,
      "content-length": receipt.bytes,
      "content-disposition": `attachment; filename="receipt-${id}.${extensionOf(receipt.contentType)}"`,
    });
    await pipeline(content, response, { signal });
    return undefined;
  }
}
