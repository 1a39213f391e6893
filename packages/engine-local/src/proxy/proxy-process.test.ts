import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { choosePort } from "../ports/port.ts";
import { isRunning, newMarker } from "../processes/process-record.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { type ProxyRecord, proxyStatus, startProxy, switchProxy } from "./proxy-process.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const signal = new AbortController().signal;
let folder: string;
let started: ProxyRecord | undefined;
let service: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath proxy "));
});
afterEach(async () => {
  if (started) await stopProcess(started.process, { graceMs: 0, clock: nodeClock, signal });
  started = undefined;
  await new Promise((resolve) => (service ? service.close(resolve) : resolve(undefined)));
  service = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(port: number) {
  const parts = { port, target: undefined, folder, marker: newMarker(), base: process.env, clock: nodeClock, signal };
  const proxy = await startProxy(parts);
  if (proxy !== "port taken") started = proxy;
  return proxy;
}
async function serve(): Promise<number> {
  service = createServer((_, response) => response.end("served"));
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  const address = service.address();
  return typeof address === "object" && address ? address.port : 0;
}

test("it takes orders from whoever holds its token, and from nobody else", async () => {
  const port = await choosePort();
  const proxy = await start(port);
  if (proxy === "port taken") throw new Error("the port was free");
  const target = { port: await serve(), digest: DIGEST };
  await expect(switchProxy({ ...proxy, token: "guessed" }, target)).rejects.toThrow(/does not take orders/);
  expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(503);
  expect(await switchProxy(proxy, target)).toMatchObject({ port, target });
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("served");
  expect(await proxyStatus(proxy)).toMatchObject({ target, backends: [{ ...target, requests: 0 }] });

  const order = (body: string) =>
    fetch(`http://127.0.0.1:${proxy.controlPort}/target`, {
      method: "PUT",
      headers: { authorization: `Bearer ${proxy.token}` },
      body,
    });
  for (const body of ["", "[]", '{"port":"80","digest":"x"}', `{"port":1,"digest":"${DIGEST}\\r\\nx: y"}`])
    expect((await order(body)).status).toBe(400);
  expect((await order(" ".repeat(10_000))).status).toBe(413);
  expect(await proxyStatus(proxy)).toMatchObject({ target });
  expect(readdirSync(folder)).toEqual(["proxy.log"]);
});

test("it outlives whoever goes away within an order", async () => {
  const proxy = await start(await choosePort());
  if (proxy === "port taken") throw new Error("the port was free");
  const socket = connect(proxy.controlPort, "127.0.0.1");
  const head = `PUT /target HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${proxy.token}\r\ncontent-length: 100`;
  socket.write(`${head}\r\n\r\n{`, () => setTimeout(() => socket.resetAndDestroy(), 50));
  await once(socket, "close");
  await nodeClock.sleep(100, signal);
  expect(await proxyStatus(proxy)).toMatchObject({ port: proxy.port });
});

test("a port that is taken is said, and nothing is left running", async () => {
  expect(await start(await serve())).toBe("port taken");
  expect(readdirSync(folder)).toEqual(["proxy.log"]);
});

test("told to end, it answers what it has begun to answer", async () => {
  const port = await choosePort();
  const proxy = await start(port);
  if (proxy === "port taken") throw new Error("the port was free");
  service = createServer((_, response) => {
    setTimeout(() => response.end("late"), 300);
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  const address = service.address();
  await switchProxy(proxy, { port: typeof address === "object" && address ? address.port : 0, digest: DIGEST });
  const [answer] = await Promise.all([
    fetch(`http://127.0.0.1:${port}`).then((response) => response.text()),
    nodeClock.sleep(100, signal).then(() => stopProcess(proxy.process, { graceMs: 4_000, clock: nodeClock, signal })),
  ]);
  expect([answer, isRunning(proxy.process)]).toEqual(["late", false]);
});
