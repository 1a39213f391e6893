import { isJsonObject, type JsonObject } from "@towpath/core";

/**
 * Changes a state of Terraform's and leaves everything else of it as it is: numbers, too, that JavaScript cannot hold.
 *
 * @see https://tc39.es/proposal-json-parse-with-source/ which Node has since version 21
 */
export function editState(bytes: Uint8Array, change: (state: JsonObject) => JsonObject): Uint8Array {
  const state: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), keepNumber);
  if (!isJsonObject(state)) throw new TypeError("A state of Terraform's is an object.");
  return Buffer.from(`${JSON.stringify(change(state), undefined, 2)}\n`);
}

function keepNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined || JSON.stringify(value) === source) return value;
  const rawJson: unknown = Reflect.get(JSON, "rawJSON");
  return typeof rawJson === "function" ? rawJson(source) : value;
}
