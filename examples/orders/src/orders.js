import { digestOf } from "./new-order.js";
import { Problem } from "./problem.js";

/** From which states an order may come into each state. */
const COMES_FROM = {
  paid: ["placed"],
  shipped: ["paid"],
  delivered: ["shipped"],
  cancelled: ["placed", "paid"],
};

export const STATUSES = ["placed", ...Object.keys(COMES_FROM)];

const ORDER = `
  select o.id, o.customer, o.currency, o.status, o.created_at, o.updated_at,
         (select json_agg(json_build_object('sku', sku, 'quantity', quantity, 'unitPriceCents', unit_price_cents) order by line)
            from order_items where order_id = o.id) as items,
         exists (select from receipts where order_id = o.id) as has_receipt
    from orders o`;

/**
 * The orders in the database.
 *
 * @param {import("pg").Pool} pool
 */
export function openOrders(pool) {
  /** @param {string} id */
  async function get(id) {
    const { rows } = await pool.query(`${ORDER} where o.id = $1`, [id]);
    if (rows.length === 0) throw noSuchOrder();
    return toOrder(rows[0]);
  }

  /**
   * Places an order. The same key with the same order gives the order that is there, so that a client may ask again.
   *
   * @param {import("./new-order.js").NewOrder} order
   * @param {string | undefined} key
   */
  async function place(order, key) {
    const digest = digestOf(order);
    const { rows } = await pool.query(
      `with placed as (
         insert into orders (customer, currency, request_key, request_digest) values ($1, $2, $3, $4)
         on conflict (request_key) do nothing returning id
       ), lines as (
         insert into order_items (order_id, line, sku, quantity, unit_price_cents)
         select placed.id, item.line, item.value->>'sku', (item.value->>'quantity')::int, (item.value->>'unitPriceCents')::bigint
           from placed, jsonb_array_elements($5::jsonb) with ordinality as item(value, line)
       )
       select id from placed`,
      [order.customer, order.currency, key ?? null, digest, JSON.stringify(order.items)],
    );
    if (rows.length === 1) return { order: await get(rows[0].id), isNew: true };

    const earlier = await pool.query("select id, request_digest from orders where request_key = $1", [key]);
    if (earlier.rows[0]?.request_digest !== digest)
      throw new Problem(
        422,
        "The idempotency key is taken",
        "It was used for another order. Use a new key for each order.",
      );
    return { order: await get(earlier.rows[0].id), isNew: false };
  }

  /**
   * A page of orders, newest first.
   *
   * @param {{ status?: string, after?: string, limit: number }} query
   */
  async function list({ status, after, limit }) {
    const { rows } = await pool.query(
      `${ORDER}
       where ($1::text is null or o.status = $1)
         and ($2::uuid is null or (o.created_at, o.id) < (select created_at, id from orders where id = $2))
       order by o.created_at desc, o.id desc limit $3`,
      [status ?? null, after ?? null, limit + 1],
    );
    const orders = rows.slice(0, limit).map(toOrder);
    return { orders, next: rows.length > limit ? orders.at(-1)?.id : null };
  }

  /**
   * Brings an order into a state, if that may follow the one it is in. Two at once: one of them wins.
   *
   * @param {string} id
   * @param {string} status
   */
  async function advance(id, status) {
    const from = Object.hasOwn(COMES_FROM, status) ? COMES_FROM[status] : undefined;
    if (!from) throw new Problem(422, "No such status", `status must be one of ${Object.keys(COMES_FROM).join(", ")}.`);
    const { rowCount } = await pool.query(
      "update orders set status = $2, updated_at = now() where id = $1 and status = any($3)",
      [id, status, from],
    );
    const order = await get(id);
    if (rowCount === 0 && order.status !== status)
      throw new Problem(409, "Not in this state", `An order that is ${order.status} cannot become ${status}.`);
    return order;
  }

  /** @param {string} id */
  async function receiptOf(id) {
    const { rows } = await pool.query("select blob, content_type, bytes from receipts where order_id = $1", [id]);
    return rows[0] && { blob: rows[0].blob, contentType: rows[0].content_type, bytes: rows[0].bytes };
  }

  /**
   * @param {string} id
   * @param {{ blob: string, contentType: string, bytes: number }} receipt
   */
  async function keepReceipt(id, receipt) {
    await pool.query(
      `insert into receipts (order_id, blob, content_type, bytes) values ($1, $2, $3, $4)
       on conflict (order_id) do update set blob = $2, content_type = $3, bytes = $4, uploaded_at = now()`,
      [id, receipt.blob, receipt.contentType, receipt.bytes],
    );
  }

  return { get, place, list, advance, receiptOf, keepReceipt };
}

function toOrder(row) {
  return {
    id: row.id,
    customer: row.customer,
    status: row.status,
    currency: row.currency,
    items: row.items,
    totalCents: row.items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0),
    hasReceipt: row.has_receipt,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function noSuchOrder() {
  return new Problem(404, "No such order");
}
