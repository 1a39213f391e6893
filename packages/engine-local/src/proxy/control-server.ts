import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Backends } from "./backends.ts";
import { parseTarget } from "./proxy-protocol.ts";

/** An order is a short JSON document. */
const LONGEST_ORDER = 4_096;

/** The server that gives orders to the proxy: `PUT /target` switches, `GET /status` tells what is busy. */
export function createControlServer(backends: Backends, port: number, token: string): Server {
  return createServer((request, response) => {
    obey(request, response, backends, port, token).catch(() => response.destroy()); // whoever ordered it went away
  });
}

async function obey(
  request: IncomingMessage,
  response: ServerResponse,
  backends: Backends,
  port: number,
  token: string,
): Promise<void> {
  const answer = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  if (!isAllowed(request, token)) return answer(401, { error: "The token is missing or wrong." });
  if (request.method === "PUT" && request.url === "/target") {
    const length = Number(request.headers["content-length"] ?? Number.NaN);
    if (!(length <= LONGEST_ORDER)) return answer(413, { error: "Too long, or of no known length." });
    const target = parseOrder(await text(request));
    if (target === "invalid") return answer(400, { error: "Expected a target or null." });
    backends.switchTo(target);
  } else if (request.method !== "GET" || request.url !== "/status") {
    return answer(404, { error: "There is PUT /target and GET /status." });
  }
  answer(200, backends.status(port));
}

function parseOrder(order: string) {
  try {
    const value: unknown = JSON.parse(order);
    return value === null ? undefined : (parseTarget(value) ?? "invalid");
  } catch {
    return "invalid";
  }
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
