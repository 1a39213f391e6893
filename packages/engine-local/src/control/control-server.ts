import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** An order is a JSON document of this many bytes at most, unless its process says otherwise. */
const LONGEST_ORDER = 4_096;

/** What a process does when it is told to, by method and path: `PUT /target`. What it returns is answered as JSON. */
export type Orders = Readonly<Record<string, (body: unknown) => unknown>>;

/** An order that makes no sense: it is answered with what was expected. */
export class InvalidOrder extends Error {
  override readonly name = "InvalidOrder";
}

/** The server through which a process of ours takes orders from whoever shows its token. */
export function createControlServer(orders: Orders, token: string, longestOrder = LONGEST_ORDER): Server {
  return createServer((request, response) => {
    obey(request, response, orders, token, longestOrder).catch(() => response.destroy()); // whoever ordered it went away
  });
}

async function obey(
  request: IncomingMessage,
  response: ServerResponse,
  orders: Orders,
  token: string,
  longestOrder: number,
): Promise<void> {
  const answer = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  if (!isAllowed(request, token)) return answer(401, { error: "The token is missing or wrong." });
  const name = `${request.method} ${request.url}`;
  const order = Object.hasOwn(orders, name) ? orders[name] : undefined;
  if (!order) return answer(404, { error: `There is ${Object.keys(orders).join(", ")}.` });
  try {
    let body: unknown;
    if (request.method === "PUT") {
      const length = Number(request.headers["content-length"] ?? Number.NaN);
      if (!(length <= longestOrder)) return answer(413, { error: "Too long, or of no known length." });
      body = parseOrder(await text(request));
    }
    answer(200, await order(body));
  } catch (error) {
    if (!(error instanceof InvalidOrder)) throw error;
    answer(400, { error: error.message });
  }
}

function parseOrder(order: string): unknown {
  try {
    return JSON.parse(order);
  } catch {
    throw new InvalidOrder("Expected JSON.");
  }
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
