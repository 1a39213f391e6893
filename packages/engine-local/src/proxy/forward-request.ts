import { type IncomingMessage, request as openRequest, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Backend, Backends } from "./backends.ts";
import { hasBody, requestFields, responseFields, wantedArtifact } from "./header-fields.ts";

/** How long a request waits for a service that accepts no connection, in milliseconds: it may be switched meanwhile. */
export const CONNECT_PATIENCE_MS = 2_000;
export const CONNECT_PAUSE_MS = 25;

/** Sent twice they do what they do once: RFC 9110, 9.2.2. */
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/**
 * Forwards one request and streams the answer back. A request of which no byte was taken by the service is tried again, with
 * whatever is the target by then.
 */
export async function forwardRequest(request: IncomingMessage, response: ServerResponse, backends: Backends) {
  const path = originForm(request);
  if (path === undefined) return answer(response, 400, "This address is not of this service.");
  const deadline = performance.now() + CONNECT_PATIENCE_MS;
  for (;;) {
    const backend = backends.choose(wantedArtifact(request));
    if (!backend) return answer(response, 503, "Nothing is deployed here at present.");
    const outcome = await attempt(request, response, backend, path, backends);
    if (outcome === "sent" || response.destroyed) return;
    if (performance.now() > deadline) return answer(response, 502, "The service accepts no connections.");
    await sleep(CONNECT_PAUSE_MS);
  }
}

/** The path that was asked for; undefined for another host's address, which only a forward proxy would fetch. */
export function originForm(request: IncomingMessage): string | undefined {
  const { url = "", method } = request;
  return url.startsWith("/") || (url === "*" && method === "OPTIONS") ? url : undefined;
}

/** Answers on the proxy's own behalf, or cuts an answer that has begun. */
export function answer(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = `${sentence}\n`;
  const retry = status === 503 ? { "retry-after": "1" } : {};
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "content-length": body.length, ...retry });
  response.end(body);
}

/** Streams a service's answer to the visitor; a service that dies within it leaves an answer that is visibly cut. */
export function relayResponse(incoming: IncomingMessage, response: ServerResponse, digest: string): void {
  try {
    response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, responseFields(incoming, digest));
  } catch {
    incoming.destroy();
    answer(response, 502, "The service's answer is not HTTP.");
    return;
  }
  response.flushHeaders(); // a stream of events may be silent for long
  pipeline(incoming, response, () => {});
}

function attempt(
  request: IncomingMessage,
  response: ServerResponse,
  backend: Backend,
  path: string,
  backends: Backends,
): Promise<"sent" | "not sent"> {
  return new Promise((resolve) => {
    const { method = "GET" } = request;
    const isRepeatable = !hasBody(request) && IDEMPOTENT.has(method);
    const outgoing = openRequest({
      host: "127.0.0.1",
      port: backend.port,
      method,
      path,
      // Told to close, a service that answers before it has read the body would cut off its own answer.
      headers: [...requestFields(request), "connection", "keep-alive"],
      // A pooled connection may be closed just when it is used again. Only what can be repeated takes that risk.
      agent: isRepeatable ? backend.pool : false,
    });
    const end = backends.begin(backend, "requests");
    let isConnected = false;
    let hasAnswer = false;

    const abandon = () => outgoing.destroy();
    const finish = (outcome: "sent" | "not sent") => {
      response.off("close", abandon);
      end();
      resolve(outcome);
    };
    response.once("close", abandon);

    outgoing.once("socket", (socket) => {
      const send = () => {
        isConnected = true;
        if (hasBody(request)) request.pipe(outgoing);
        else outgoing.end();
      };
      if (socket.connecting) socket.once("connect", send);
      else send();
    });
    outgoing.once("response", (incoming) => {
      hasAnswer = true;
      response.once("close", () => finish("sent"));
      relayResponse(incoming, response, backend.digest);
      incoming.once("end", () => stopUpload(request, outgoing));
    });
    outgoing.on("error", () => {
      stopUpload(request, outgoing);
      if (hasAnswer) return; // an answer before the whole body was read; it goes on
      if (!isConnected || (isRepeatable && outgoing.reusedSocket)) return finish("not sent");
      answer(response, 502, "The service closed the connection without an answer.");
      finish("sent");
    });
  });
}

/** Once there is an answer nobody wants the rest of the body. It is read and dropped, or the connection could not be used again. */
function stopUpload(request: IncomingMessage, outgoing: NodeJS.WritableStream): void {
  if (request.complete) return;
  request.unpipe(outgoing);
  request.resume();
}
