import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { DEFAULT_HEALTH, probe } from "./health-gate.ts";

test.each([
  ["/healthz?deep=1", "/healthz?deep=1"],
  ["/gesund/prüfung", "/gesund/pr%C3%BCfung"],
  ["/already%20encoded", "/already%20encoded"],
  ["//elsewhere/healthz", "//elsewhere/healthz"],
])("the path %s is asked of the service itself", async (path, asked) => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  expect(await probe(port, { ...DEFAULT_HEALTH, path })).toEqual({ healthy: true });
  expect(seen).toEqual([asked]);
  server.close();
  expect(await probe(port, { ...DEFAULT_HEALTH, path })).toMatchObject({ healthy: false });
});
