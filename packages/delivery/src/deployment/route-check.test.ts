import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { digestBytes } from "@towpath/core";
import { afterEach, expect, test } from "vitest";
import { checkRoute } from "./route-check.ts";

const DIGEST = digestBytes("release");
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function ask(listener: RequestListener, mustNameDigest = false, timeoutMs = 2_000) {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const url = new URL(`http://127.0.0.1:${typeof bound === "object" && bound ? bound.port : 0}/version`);
  return checkRoute({ url, digest: DIGEST, mustNameDigest, timeoutMs, fetch, signal: new AbortController().signal });
}

test("an answer that does not end does not hold it up: its beginning is enough", async () => {
  const endless: RequestListener = (_, answer) => {
    answer.write(`{"digest":"${DIGEST}",`);
    const more = () => answer.write(" ".repeat(16_384), more);
    more();
  };
  expect(await ask(endless)).toEqual({ answer: "healthy" });
  expect(await ask(endless, true)).toEqual({ answer: "healthy" });
});

test("one that comes drop by drop is none", async () => {
  const drop: RequestListener = (_, answer) => {
    const timer = setInterval(() => answer.write(" "), 10);
    answer.on("close", () => clearInterval(timer));
  };
  expect(await ask(drop, true, 200)).toMatchObject({ answer: "noData" });
});

test("a digest in two pieces is one", async () => {
  const split: RequestListener = (_, answer) => {
    answer.write(DIGEST.slice(0, 40));
    setTimeout(() => answer.end(DIGEST.slice(40)), 30);
  };
  expect(await ask(split, true)).toEqual({ answer: "healthy" });
});

test.each([
  ["the right artifact", DIGEST, 200, { answer: "healthy" }],
  ["a redirect, which is not followed", DIGEST, 302, { answer: "healthy" }],
  ["another artifact, though it is well", digestBytes("other"), 200, { answer: "other" }],
  ["the right artifact, which is not well", DIGEST, 500, { answer: "unhealthy" }],
])("is answered by %s", async (_, served, status, expected) => {
  const answered = await ask((__, answer) => {
    answer.writeHead(status, { "towpath-digest": served, location: "http://127.0.0.1:1/" }).end();
  });
  expect(answered).toMatchObject(expected);
});
