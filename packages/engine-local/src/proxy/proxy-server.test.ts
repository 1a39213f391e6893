import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, request as openRequest, type RequestListener, type Server } from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { type Backends, createBackends } from "./backends.ts";
import { createProxyServer } from "./proxy-server.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server, port = 0): Promise<number> {
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
async function proxyTo(service: RequestListener | Server) {
  const server = typeof service === "function" ? createServer(service) : service;
  const target = { port: await listen(server), digest: DIGEST };
  const backends = createBackends(target);
  const port = await listen(createProxyServer(backends));
  return { backends, target, server, port, url: `http://127.0.0.1:${port}` };
}
/** Sends bytes as they are and gives all that comes back until the other side closes. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}
const idle = (backends: Backends) =>
  vi.waitFor(() => expect(backends.status(0).backends.every(({ requests }) => requests === 0)).toBe(true));

test("an answer passes as it is, with the digest of who gave it", async () => {
  const { url, backends } = await proxyTo((request, response) => {
    response.writeHead(201, "Made", [
      ...["Set-Cookie", "a=1", "Set-Cookie", "b=2", "Towpath-Digest", OTHER],
      ...["Connection", "x-internal", "X-Internal", "yes", "X-Kept", "yes"],
    ]);
    response.end(`${request.method} ${request.url}`);
  });
  const response = await fetch(`${url}/a%20b?c=d`, { method: "POST" });
  expect([response.status, response.statusText, await response.text()]).toEqual([201, "Made", "POST /a%20b?c=d"]);
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(response.headers.get("towpath-digest")).toBe(DIGEST);
  expect(response.headers.get("x-internal")).toBeNull();
  expect(response.headers.get("x-kept")).toBe("yes");
  await idle(backends);
});

test("what a visitor claims about the way a request came is replaced, the host is kept", async () => {
  const { url, port } = await proxyTo((request, response) => response.end(JSON.stringify(request.headers)));
  const claims = { "x-forwarded-for": "6.6.6.6", "x-forwarded-host": "evil", forwarded: "for=6.6.6.6", te: "trailers" };
  const seen = await (await fetch(url, { headers: { ...claims, authorization: "Bearer of-the-visitor" } })).json();
  expect(seen).toMatchObject({
    host: `127.0.0.1:${port}`,
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-host": `127.0.0.1:${port}`,
    "x-forwarded-proto": "http",
    authorization: "Bearer of-the-visitor",
  });
  expect(seen).not.toHaveProperty("forwarded");
  expect(seen).not.toHaveProperty("te");
});

test("large bodies stream both ways at once", async () => {
  const { url } = await proxyTo((request, response) => request.pipe(response));
  const sent = randomBytes(20_000_000);
  const chunks = Array.from({ length: 20 }, (_, index) => sent.subarray(index * 1_000_000, (index + 1) * 1_000_000));
  const body = Readable.toWeb(Readable.from(chunks)) as ReadableStream<Uint8Array>;
  const response = await fetch(url, { method: "PUT", body, duplex: "half" });
  const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  expect(digest(Buffer.from(await response.arrayBuffer()))).toBe(digest(sent));
});

test("a stream of events arrives event by event", async () => {
  const { url } = await proxyTo((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    setTimeout(() => response.write("data: 1\n\n"), 50);
  });
  const response = await fetch(url);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe("data: 1\n\n");
  await reader?.cancel();
});

test.each([
  [
    "a body of two lengths",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "a length that is stated twice",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
  ],
  ["a folded field", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n b\r\n\r\n"],
  ["no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
  ["another server's address", "GET http://169.254.169.254/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
])("%s is refused and never reaches the service", async (_, bytes) => {
  const seen = vi.fn();
  const { port } = await proxyTo((request, response) => {
    seen(request.url);
    response.end();
  });
  expect(await raw(port, bytes)).toMatch(/^HTTP\/1.1 400 /);
  expect(seen).not.toHaveBeenCalled();
});

test("the body of a GET cannot become a request of its own, whatever its connection field says", async () => {
  const seen: string[] = [];
  const { port } = await proxyTo(async (request, response) => {
    seen.push(`${request.method} ${request.url} ${await text(request)}`);
    response.end();
  });
  const inner = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const length = inner.length;
  await raw(
    port,
    `GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close, content-length\r\nContent-Length: ${length}\r\n\r\n${inner}`,
  );
  const chunk = `${length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
  const coded = "Transfer-Encoding: chunked\r\n";
  await raw(port, `GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close, transfer-encoding\r\n${coded}\r\n${chunk}`);
  expect(seen).toEqual([`GET /1 ${inner}`, `GET /2 ${inner}`]);
});

test("with nothing deployed, it says so", async () => {
  const port = await listen(createProxyServer(createBackends(undefined)));
  const response = await fetch(`http://127.0.0.1:${port}`);
  expect([response.status, await response.text()]).toEqual([503, "Nothing is deployed here at present.\n"]);
  expect(response.headers.get("towpath-digest")).toBeNull();
});

test("a request waits for a service that is not there for a moment, its body untouched", async () => {
  const { url, server, target, backends } = await proxyTo((_, response) => response.end("old"));
  await fetch(url).then((response) => response.text());
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const answers = Promise.all([fetch(url, { method: "POST", body: "kept" }), fetch(url)]);
  await sleep(100);
  const echo = createServer((request, response) => request.pipe(response));
  backends.switchTo({ port: await listen(echo), digest: OTHER });
  const [posted, got] = await answers;
  expect([posted?.headers.get("towpath-digest"), await posted?.text()]).toEqual([OTHER, "kept"]);
  expect(got?.status).toBe(200);
  expect(backends.status(0).backends.map(({ port }) => port)).not.toContain(target.port);
});

test("a service that dies within an answer leaves it visibly cut; one that dies before, a 502", async () => {
  const { url, backends } = await proxyTo((request, response) => {
    if (request.url === "/cut") response.write("half", () => request.socket.destroy());
    else request.socket.destroy();
  });
  await expect(fetch(`${url}/cut`).then((response) => response.text())).rejects.toThrow();
  expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(502);
  await idle(backends);
});

test("an answer before the body was read reaches the visitor", async () => {
  const { url } = await proxyTo((_, response) => {
    response.writeHead(413).end("too large");
  });
  const outgoing = openRequest(url, { method: "POST", headers: { "content-length": 5_000_000 } });
  outgoing.on("error", () => {});
  outgoing.end(Buffer.alloc(5_000_000));
  const [response] = await once(outgoing, "response");
  expect([response.statusCode, await text(response)]).toEqual([413, "too large"]);
});

test("a visitor who leaves frees the service", async () => {
  const closed = vi.fn();
  const { url, backends } = await proxyTo((_, response) => {
    response.once("close", closed);
    response.write("…");
  });
  const controller = new AbortController();
  await fetch(url, { signal: controller.signal });
  controller.abort();
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  await idle(backends);
});

test("requests in flight end where they began; new ones go to the new target", async () => {
  let finish = () => {};
  const { url, backends, target } = await proxyTo((_, response) => {
    finish = () => response.end("old");
  });
  const slow = fetch(url);
  await vi.waitFor(() => expect(backends.status(0).backends[0]?.requests).toBe(1));
  backends.switchTo({ port: await listen(createServer((_, response) => response.end("new"))), digest: OTHER });
  const quick = await fetch(url);
  expect([quick.headers.get("towpath-digest"), await quick.text()]).toEqual([OTHER, "new"]);
  expect(backends.status(0).backends).toContainEqual({ ...target, requests: 1, upgrades: 0 });
  finish();
  const answer = await slow;
  expect([answer.headers.get("towpath-digest"), await answer.text()]).toEqual([DIGEST, "old"]);
  await vi.waitFor(() => expect(backends.status(0).backends).toHaveLength(1));
});

test.each([1, 10, 33, 50, 99])("a canary of weight %i gets as many of any hundred requests", async (weight) => {
  const { url, backends, target } = await proxyTo((_, response) => response.end("old"));
  const port = await listen(createServer((_, response) => response.end("new")));
  backends.switchTo({ ...target, canary: { port, digest: OTHER, weight } });
  let answered = 0;
  for (let asked = 0; asked < 200; asked += 1) {
    const response = await fetch(url);
    if (response.headers.get("towpath-digest") === OTHER) answered += 1;
    await response.text();
    if (asked === 99) expect(answered).toBe(weight);
  }
  expect(answered).toBe(2 * weight);

  backends.switchTo(target);
  const after = await Promise.all(Array.from({ length: 100 }, async () => (await fetch(url)).text()));
  expect(new Set(after)).toEqual(new Set(["old"]));
  expect(backends.status(0)).toMatchObject({ target, backends: [target] });
});

test("a request that asks for one of the two gets it, and no service sees what was asked for", async () => {
  const seen: unknown[] = [];
  const { url, backends, target } = await proxyTo((request, response) => {
    seen.push(request.headers["towpath-digest"]);
    response.end("old");
  });
  const port = await listen(createServer((_, response) => response.end("new")));
  backends.switchTo({ ...target, canary: { port, digest: OTHER, weight: 50 } });
  const ask = async (digest: string) =>
    (await fetch(url, { headers: { "towpath-digest": digest } })).headers.get("towpath-digest");
  for (let round = 0; round < 4; round += 1) expect([await ask(DIGEST), await ask(OTHER)]).toEqual([DIGEST, OTHER]);
  expect(new Set(seen)).toEqual(new Set([undefined]));
  backends.switchTo(target);
  expect(await ask(OTHER)).toBe(DIGEST);
});

test("what was a canary keeps its connections and its count when it becomes the target", async () => {
  const { backends, target } = await proxyTo((_, response) => response.end("old"));
  const next = { port: 1, digest: OTHER };
  backends.switchTo({ ...target, canary: { ...next, weight: 99 } });
  const backend = backends.choose(OTHER);
  const end = backend && backends.begin(backend, "requests");
  backends.switchTo(next);
  expect(backends.choose()).toBe(backend);
  expect(backends.status(0)).toEqual({ port: 0, target: next, backends: [{ ...next, requests: 1, upgrades: 0 }] });
  end?.();
});

test("what comes back while something of before goes on is counted as one", async () => {
  const { backends, target } = await proxyTo((_, response) => response.end("old"));
  const before = backends.choose();
  const socket = before && backends.begin(before, "upgrades");
  backends.switchTo({ port: 1, digest: OTHER });
  backends.switchTo(target);
  const again = backends.choose();
  const request = again && backends.begin(again, "requests");
  backends.switchTo({ port: 1, digest: OTHER });
  const former = () => backends.status(0).backends.filter(({ digest }) => digest === DIGEST);
  expect(former()).toEqual([{ ...target, requests: 1, upgrades: 1 }]);
  request?.();
  socket?.();
  expect(former()).toEqual([]);
});

test("a WebSocket passes both ways, first bytes included, and is counted until it closes", async () => {
  const service = createServer();
  service.on("upgrade", (request, socket, head) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${request.headers.upgrade}\r\n`);
    socket.write(`Sec-WebSocket-Accept: ok\r\n\r\nhello;`);
    socket.write(head);
    socket.pipe(socket);
  });
  const { port, backends } = await proxyTo(service);
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfirst;");
  let seen = "";
  socket.on("data", (data) => {
    seen += data;
  });
  await vi.waitFor(() => expect(seen).toContain("first;"));
  socket.write("second;");
  await vi.waitFor(() => expect(seen).toContain("hello;first;second;"));
  expect(seen).toMatch(new RegExp(`^HTTP/1.1 101 .*towpath-digest: ${DIGEST}`, "is"));
  expect(backends.status(0).backends[0]?.upgrades).toBe(1);
  socket.destroy();
  await vi.waitFor(() => expect(backends.status(0).backends[0]?.upgrades).toBe(0));
});

test("an upgrade that is declined is an ordinary answer; HTTP/2 in the clear is not tunnelled", async () => {
  const { port } = await proxyTo((request, response) => {
    response.writeHead(request.headers.upgrade ? 426 : 200).end(`upgrade: ${request.headers.upgrade}`);
  });
  const ask = (protocol: string) =>
    raw(port, `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`);
  expect(await ask("websocket")).toMatch(/^HTTP\/1.1 426 .*upgrade: websocket/s);
  expect(await ask("h2c")).toMatch(/^HTTP\/1.1 200 .*upgrade: undefined/s);
});

test("bytes that are no HTTP never end the proxy", async () => {
  const { url, port } = await proxyTo((_, response) => response.end("alive"));
  for (const bytes of ["\0\0\0", "GET", "PRI * HTTP/2.0\r\n\r\n", `GET /${"x".repeat(100_000)} HTTP/1.1\r\n\r\n`]) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.end(bytes);
    await buffer(socket).catch(() => {});
  }
  expect(await (await fetch(url)).text()).toBe("alive");
});

test("any requests on one connection reach the service one by one, as they were sent", async () => {
  let seen: string[] = [];
  const { port } = await proxyTo(async (request, response) => {
    seen.push(`${request.method} ${request.url} ${await text(request)}`);
    response.end("ok");
  });
  const parts = fc.record({
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"),
    path: fc.stringMatching(/^[a-z0-9%?&=.]{0,10}$/),
    body: fc.oneof(
      fc.constant(""),
      fc.string({ maxLength: 30 }),
      fc.constant("GET /inner HTTP/1.1\r\nHost: a\r\n\r\n"),
    ),
    isChunked: fc.boolean(),
    nominates: fc.constantFrom("", "content-length", "transfer-encoding", "host", "x-any, te"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(parts, { minLength: 1, maxLength: 6 }), async (requests) => {
      seen = [];
      const sent = requests.map(({ method, path, body, isChunked, nominates }, index) => {
        const size = Buffer.byteLength(body);
        const chunks = `${size > 0 ? `${size.toString(16)}\r\n${body}\r\n` : ""}0\r\n\r\n`;
        const framing = isChunked
          ? `Transfer-Encoding: chunked\r\n\r\n${chunks}`
          : `Content-Length: ${size}\r\n\r\n${body}`;
        const isLast = index === requests.length - 1;
        const options = [nominates, isLast ? "close" : ""].filter(Boolean).join(", ");
        return `${method} /${path} HTTP/1.1\r\nHost: a\r\n${options && `Connection: ${options}\r\n`}${framing}`;
      });
      const answers = await raw(port, sent.join(""));
      expect(answers.match(/HTTP\/1.1 200 OK/g)).toHaveLength(requests.length);
      expect(seen).toEqual(requests.map(({ method, path, body }) => `${method} /${path} ${body}`));
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 2_000 : 60 },
  );
}, 120_000);
