import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { choosePort, isPortFree } from "./port.ts";

const servers: Server[] = [];

async function listen(host: string, port = 0): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

test("a preferred port is kept while it is free", async () => {
  const port = await choosePort();
  expect(await choosePort(port)).toBe(port);
});

test.each(["127.0.0.1", "0.0.0.0"])("a port that is taken on %s is passed over", async (host) => {
  const taken = await listen(host);
  expect(await isPortFree(taken)).toBe(false);
  const other = await choosePort(taken);
  expect(other).not.toBe(taken);
  expect(await isPortFree(other)).toBe(true);
});

test("a chosen port can be listened on, also when many are chosen at once", async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => choosePort()));
  for (const port of new Set(ports)) expect(await listen("127.0.0.1", port)).toBe(port);
});
