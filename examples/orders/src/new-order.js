import { createHash } from "node:crypto";
import { Problem } from "./problem.js";

/**
 * @typedef {object} NewOrder
 * @property {string} customer
 * @property {string} currency ISO 4217
 * @property {{ sku: string, quantity: number, unitPriceCents: number }[]} items
 */

const isText = (value, max) =>
  typeof value === "string" && value.trim() !== "" && value.length <= max && !value.includes("\0");
const isWhole = (value, min, max) => Number.isInteger(value) && value >= min && value <= max;

/**
 * Reads an order from a request's body.
 *
 * @param {unknown} body
 * @returns {NewOrder}
 * @throws {Problem} 422 that names everything that is wrong
 */
export function readNewOrder(body) {
  const problems = [];
  const { customer, currency = "EUR", items } = body !== null && typeof body === "object" ? body : {};
  if (!isText(customer, 200)) problems.push("customer must be a text of 1 to 200 characters");
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency))
    problems.push('currency must be a code such as "EUR"');
  if (!Array.isArray(items) || items.length < 1 || items.length > 100)
    problems.push("items must be a list of 1 to 100");
  else {
    for (const [index, item] of items.entries()) {
      if (!isText(item?.sku, 100)) problems.push(`items[${index}].sku must be a text of 1 to 100 characters`);
      if (!isWhole(item?.quantity, 1, 10_000))
        problems.push(`items[${index}].quantity must be a whole number from 1 to 10000`);
      if (!isWhole(item?.unitPriceCents, 0, 100_000_000))
        problems.push(`items[${index}].unitPriceCents must be a whole number from 0 to 100000000`);
    }
  }
  if (problems.length > 0) throw new Problem(422, "The order is not valid", `${problems.join("; ")}.`);
  const lines = items.map(({ sku, quantity, unitPriceCents }) => ({ sku, quantity, unitPriceCents }));
  return { customer, currency, items: lines };
}

/** Says whether two requests ask for the same order. @param {NewOrder} order */
export function digestOf(order) {
  return createHash("sha256").update(JSON.stringify(order)).digest("hex");
}
