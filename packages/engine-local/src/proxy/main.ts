import { readFileSync } from "node:fs";
import { createControlServer, InvalidOrder } from "../control/control-server.ts";
import { listen } from "../control/listen.ts";
import { takeOrders } from "../control/take-orders.ts";
import { createBackends } from "./backends.ts";
import { parseConfig, parseTarget } from "./proxy-protocol.ts";
import { createProxyServer } from "./proxy-server.ts";

/** How long requests in flight may take after SIGTERM, in milliseconds. */
const LEAVE_MS = 5_000;

/** The proxy's process: `node main.js CONFIG`. It imports nothing but Node, so that it is there at once. */
const [, , configFile = ""] = process.argv;
const { port, token, reportFile, target } = parseConfig(readFileSync(configFile, "utf8"));

const backends = createBackends(target);
const server = createProxyServer(backends);
const control = createControlServer(
  {
    "GET /status": () => backends.status(port),
    "PUT /target": (body) => {
      const next = body === null ? undefined : parseTarget(body);
      if (body !== null && !next) throw new InvalidOrder("Expected a target or null.");
      backends.switchTo(next);
      return backends.status(port);
    },
  },
  token,
);
await takeOrders(control, reportFile, () => listen(server, port));

process.once("SIGTERM", () => {
  control.close();
  control.closeAllConnections();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), LEAVE_MS);
});
