import { createHash } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { ServedState } from "../serve-state.ts";

/** How a request differs from what Terraform would send. */
export interface Asking {
  readonly body?: string | Uint8Array;
  readonly id?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Asks a served state as Terraform does. */
export function ask(
  served: Pick<ServedState, "variables">,
  method: string,
  { body = "", id, path, headers = {} }: Asking = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const { TF_HTTP_ADDRESS: address = "", TF_HTTP_USERNAME: user, TF_HTTP_PASSWORD: password } = served.variables;
  const url = new URL(path ?? "", address);
  if (id !== undefined) url.searchParams.set("ID", id);
  const all = {
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
    "content-md5": createHash("md5").update(body).digest("base64"),
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers: sent, agent: false }, async (response) => {
      resolve({ status: response.statusCode ?? 0, text: await text(response) });
    });
    asking.on("error", reject);
    asking.end(body);
  });
}
