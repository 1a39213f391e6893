import { once } from "node:events";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { createBackends } from "./backends.ts";
import { createControlServer } from "./control-server.ts";
import { type ProxyReport, parseConfig } from "./proxy-protocol.ts";
import { createProxyServer } from "./proxy-server.ts";

/** How long requests in flight may take after SIGTERM, in milliseconds. */
const LEAVE_MS = 5_000;

/** The proxy's process: `node main.js CONFIG`. It imports nothing but Node, so that it is there at once. */
const [, , configFile = ""] = process.argv;
const config = parseConfig(readFileSync(configFile, "utf8"));

function report(outcome: ProxyReport): void {
  const temporary = `${config.reportFile}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(outcome), { mode: 0o600 });
  renameSync(temporary, config.reportFile);
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen({ host: "127.0.0.1", port, exclusive: true });
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}

const backends = createBackends(config.target);
const server = createProxyServer(backends);
const control = createControlServer(backends, config.port, config.token);
try {
  await listen(server, config.port);
  report({ controlPort: await listen(control, 0) });
} catch (error) {
  report({ error: error instanceof Error && "code" in error ? String(error.code) : String(error) });
  process.exit(1);
}

process.once("SIGTERM", () => {
  control.close();
  control.closeAllConnections();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), LEAVE_MS);
});
