import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { isUnavailable } from "./database.js";
import { describeError } from "./log.js";
import { openOrders } from "./orders.js";
import { Problem } from "./problem.js";
import { openReceipts } from "./receipts.js";
import { createRoutes } from "./routes.js";

/**
 * The HTTP server over a database and a bucket, not yet listening.
 *
 * @param {import("pg").Pool} pool
 * @param {import("./config.js").Config["bucket"]} bucket
 * @param {import("./log.js").Log} log
 */
export function createApp(pool, bucket, log) {
  let isDraining = false;
  const route = createRoutes(openOrders(pool), openReceipts(bucket), isHealthy);

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, async (request, response) => {
    const started = performance.now();
    const requestId = randomUUID();
    const gone = new AbortController();
    let path = "(none)";
    response.on("close", () => {
      gone.abort();
      if (isDraining) setImmediate(() => server.closeIdleConnections()); // kept alive before the drain began
      const ms = Math.round(performance.now() - started);
      const fields = { requestId, method: request.method, path, status: response.statusCode, ms };
      if (path !== "/healthz" || response.statusCode >= 400) log("info", "request", fields);
    });
    response.setHeader("x-request-id", requestId);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("cache-control", "no-store");
    if (isDraining) response.setHeader("connection", "close");
    try {
      const url = new URL(request.url ?? "/", "http://orders");
      const found = route(request.method, url.pathname);
      path = found.path;
      const answer = await found.handle({ request, response, url, id: found.id, signal: gone.signal });
      if (answer) send(response, answer.status, answer.body, "application/json", answer.headers);
    } catch (error) {
      fail(response, error, requestId);
    }
  });

  function fail(response, error, requestId) {
    const problem = toProblem(error);
    if (!(error instanceof Problem) && !response.destroyed)
      log("error", "a request failed", { requestId, ...describeError(error) });
    if (response.headersSent) response.destroy();
    else {
      if (problem.status === 413) response.setHeader("connection", "close"); // the rest of the body is not read
      send(response, problem.status, problem.body, "application/problem+json");
    }
  }

  /** One round trip to the database; no while the process is going away, so that no new request is sent here. */
  async function isHealthy() {
    if (isDraining) return false;
    try {
      await pool.query("select 1");
      return true;
    } catch (error) {
      log("warn", "the database does not answer", describeError(error));
      return false;
    }
  }

  /** Takes no new connection, finishes what is under way, and cuts off what takes longer than `graceMs`. */
  function drain(graceMs) {
    isDraining = true;
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    return new Promise((closed) =>
      server.close(() => {
        clearTimeout(cut);
        closed(undefined);
      }),
    );
  }

  return { server, drain };
}

function send(response, status, body, contentType, headers = {}) {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(text), ...headers });
  response.end(text);
}

function toProblem(error) {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) return new Problem(503, "Not available", "Try again in a moment.");
  return new Problem(500, "Something went wrong");
}
