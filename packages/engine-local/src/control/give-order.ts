import { request } from "node:http";
import { text } from "node:stream/consumers";

const ORDER_MS = 5_000;

/** How a process of ours is told what to do. */
export interface ControlAddress {
  readonly controlPort: number;
  /** A secret: the file that holds it is for this user alone. */
  readonly token: string;
}

/**
 * Gives an order to a process of ours.
 *
 * @returns what it answered, read as JSON
 * @throws {Error} when it does not take it
 */
export function giveOrder(to: ControlAddress, method: "GET" | "PUT", path: string, body = ""): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: to.controlPort,
        method,
        path,
        agent: false,
        timeout: ORDER_MS,
        headers: { authorization: `Bearer ${to.token}`, "content-length": Buffer.byteLength(body) },
      },
      async (response) => {
        try {
          const answer: unknown = JSON.parse(await text(response));
          if (response.statusCode === 200) resolve(answer);
          else reject(new Error(`it answered ${response.statusCode}${refusal(answer)}`));
        } catch (error) {
          reject(error);
        }
      },
    );
    outgoing.once("timeout", () => outgoing.destroy(new Error(`no answer in ${ORDER_MS} ms`)));
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

/** What a control server says of an order that it does not carry out. */
function refusal(answer: unknown): string {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return "";
  return typeof answer.error === "string" ? `, ${answer.error}` : "";
}
