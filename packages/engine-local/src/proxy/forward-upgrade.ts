import { type IncomingMessage, request as openRequest, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Backend, Backends } from "./backends.ts";
import {
  answer,
  CONNECT_PATIENCE_MS,
  CONNECT_PAUSE_MS,
  forwardRequest,
  originForm,
  relayResponse,
} from "./forward-request.ts";
import { hasBody, requestFields, responseFields, wantedArtifact } from "./header-fields.ts";

/**
 * Forwards a request that asks for another protocol (a WebSocket) and joins the two connections when the service agrees.
 * HTTP/2 without TLS is not passed on: the request is served as the HTTP/1.1 that it also is, RFC 9113, 3.1.
 */
export async function forwardUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, backends: Backends) {
  socket.on("error", () => socket.destroy());
  const protocol = request.headers.upgrade ?? "";
  const path = originForm(request);
  if (path === undefined || hasBody(request)) return answer(responseOn(request, socket), 400, "A malformed upgrade.");
  if (/\bh2c\b/i.test(protocol)) return forwardRequest(request, responseOn(request, socket), backends);

  const deadline = performance.now() + CONNECT_PATIENCE_MS;
  for (;;) {
    const backend = backends.choose(wantedArtifact(request));
    if (!backend) return answer(responseOn(request, socket), 503, "Nothing is deployed here at present.");
    if ((await attempt(request, socket, head, backend, path, backends)) === "sent" || socket.destroyed) return;
    if (performance.now() > deadline)
      return answer(responseOn(request, socket), 502, "The service accepts no connections.");
    await sleep(CONNECT_PAUSE_MS);
  }
}

function attempt(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  backend: Backend,
  path: string,
  backends: Backends,
): Promise<"sent" | "not sent"> {
  return new Promise((resolve) => {
    const outgoing = openRequest({
      host: "127.0.0.1",
      port: backend.port,
      method: request.method,
      path,
      headers: [...requestFields(request), "connection", "upgrade", "upgrade", request.headers.upgrade ?? ""],
      agent: false,
    });
    const end = backends.begin(backend, "upgrades");
    const finish = (outcome: "sent" | "not sent") => {
      end();
      resolve(outcome);
    };
    let isConnected = false;
    const abandon = () => outgoing.destroy();
    socket.once("close", abandon);
    outgoing.once("socket", (connection) => {
      connection.once("connect", () => {
        isConnected = true;
      });
    });
    outgoing.once("upgrade", (incoming, service, first) => {
      socket.off("close", abandon);
      const fields = [...responseFields(incoming, backend.digest), "connection", "upgrade"];
      socket.write(switching([...fields, "upgrade", incoming.headers.upgrade ?? ""]));
      join(socket, head, service, first, () => finish("sent"));
    });
    outgoing.once("response", (incoming) => {
      const response = responseOn(request, socket);
      response.once("close", () => finish("sent"));
      relayResponse(incoming, response, backend.digest);
    });
    outgoing.once("error", () => {
      socket.off("close", abandon);
      if (isConnected) socket.destroy();
      finish(isConnected ? "sent" : "not sent");
    });
    outgoing.end();
  });
}

function switching(fields: readonly string[]): string {
  let text = "HTTP/1.1 101 Switching Protocols\r\n";
  for (let index = 0; index + 1 < fields.length; index += 2) text += `${fields[index]}: ${fields[index + 1]}\r\n`;
  return `${text}\r\n`;
}

/** Bytes pass both ways until one side closes. */
function join(visitor: Duplex, head: Buffer, service: Duplex, first: Buffer, onEnd: () => void): void {
  if (first.length > 0) visitor.write(first);
  if (head.length > 0) service.write(head);
  for (const [one, other] of [
    [visitor, service],
    [service, visitor],
  ] as const) {
    if (one instanceof Socket) one.setTimeout(0).setNoDelay(true);
    one.on("error", () => one.destroy());
    one.once("close", () => {
      other.destroy();
      onEnd();
    });
    one.pipe(other);
  }
}

/** An ordinary response on a connection that was handed over for an upgrade. It is the last one there. */
function responseOn(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  if (socket instanceof Socket) response.assignSocket(socket);
  response.once("finish", () => socket.end());
  return response;
}
