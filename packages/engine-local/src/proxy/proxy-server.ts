import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import type { Backends } from "./backends.ts";
import { answer, forwardRequest } from "./forward-request.ts";
import { forwardUpgrade } from "./forward-upgrade.ts";

/** Longer than any client keeps a connection without using it: the client closes first, and no request meets a closed door. */
const KEEP_ALIVE_MS = 120_000;

/** The server that visitors meet. It answers for as long as a body takes: a large upload is no attack on loopback. */
export function createProxyServer(backends: Backends): Server {
  const turns = new WeakMap<Socket, Promise<void>>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, (request, response) => {
    const forward = () =>
      forwardRequest(request, response, backends).catch(() =>
        answer(response, 502, "The request cannot be forwarded."),
      );
    // Node hands out pipelined requests at once. They take effect in the order in which they came: RFC 9112, 9.3.2.
    turns.set(request.socket, (turns.get(request.socket) ?? Promise.resolve()).then(forward));
  });
  server.on("upgrade", (request, socket, head) => {
    forwardUpgrade(request, socket, head, backends).catch(() => socket.destroy());
  });
  return server;
}
