import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Effects, nodeClock } from "@towpath/core";
import { folderWith, manifestOf } from "../folder-with.ts";

/** What is wrong with a version: each is noticed at another step of its deployment. */
export type Flaw = "does not start" | "ill once exposed" | "smoke fails" | "fails while it bakes" | "wrong identity";

/** How a version is written. */
export interface VersionSketch {
  readonly strategy: string;
  readonly flaw?: Flaw | undefined;
}

/** A service that visitors ask in all ways, whose versions may have flaws. */
export interface LoadedService {
  readonly folder: string;
  readonly effects: Effects;
  /** Writes another version, not yet built. */
  write(version: string, sketch: VersionSketch): void;
}

/**
 * A flawed one is well where its host asks it, and ill behind the proxy, which says so in `x-forwarded-for`: it is noticed when
 * users reach it and not before.
 */
const SERVER = `
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const { version, flaw } = JSON.parse(readFileSync(new URL("version.json", import.meta.url), "utf8"));
if (flaw === "does not start") throw new Error("no such table: prices");
let looks = 0;

const server = createServer((request, response) => {
  const isExposed = request.headers["x-forwarded-for"] !== undefined;
  if (isExposed && request.url === "/healthz") looks += 1;
  const isIll = isExposed && (flaw === "ill once exposed" || (flaw === "fails while it bakes" && looks > 3));
  response.statusCode = isIll ? 500 : 200;
  if (request.url === "/echo") return request.pipe(response);
  if (request.url === "/slow") return setTimeout(() => response.end(version), 1500);
  if (request.url === "/version") {
    return response.end(flaw === "wrong identity" ? "sha256:" + "0".repeat(64) : process.env.TOWPATH_DIGEST);
  }
  if (request.url === "/stream") {
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      response.write("line " + sent + "\\n");
      if (sent === 8) response.end(clearInterval(timer));
    }, 60);
    return;
  }
  response.end(version);
});

// RFC 6455, as much of it as short texts need.
const sockets = new Set();
server.on("upgrade", (request, socket) => {
  const key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  const accept = createHash("sha1").update(key).digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nconnection: upgrade\\r\\nupgrade: websocket\\r\\nsec-websocket-accept: " + accept + "\\r\\n\\r\\n");
  socket.write(frame(1, Buffer.from(process.env.TOWPATH_DIGEST)));
  sockets.add(socket);
  let seen = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => sockets.delete(socket));
  socket.on("data", (chunk) => {
    seen = Buffer.concat([seen, chunk]);
    while (seen.length >= 6 && seen.length >= 6 + (seen[1] & 127)) {
      const [opcode, length] = [seen[0] & 15, seen[1] & 127];
      const text = Buffer.from(seen.subarray(6, 6 + length).map((byte, index) => byte ^ seen[2 + (index % 4)]));
      seen = seen.subarray(6 + length);
      if (opcode === 8) socket.end();
      else if (!socket.writableEnded) socket.write(frame(opcode, text));
    }
  });
});
function frame(opcode, bytes) {
  return Buffer.concat([Buffer.from([128 | opcode, bytes.length]), bytes]);
}

server.listen(process.env.PORT, "127.0.0.1");
// It waits for nobody: that requests are answered before it is asked to go is for its host to see to.
process.on("SIGTERM", () => {
  for (const socket of sockets) socket.write(frame(8, Buffer.from([3, 233]))); // 1001: going away
  setTimeout(() => process.exit(0), 30);
});
`;

const SMOKE = `
import { readFileSync } from "node:fs";
const { flaw } = JSON.parse(readFileSync(new URL("version.json", import.meta.url), "utf8"));
const answer = await fetch(process.env.TOWPATH_URL);
process.exit(answer.ok && flaw !== "smoke fails" ? 0 : 1);
`;

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local }
  int: { engine: local, promoteFrom: { environment: dev } }
`;

/** @param port where users reach it in `dev`; in `int` at the next one, where both are free */
export function loadedService(port: number): LoadedService {
  const { folder, effects } = folderWith(
    { "server.mjs": SERVER, "smoke.mjs": SMOKE, "platform.yaml": PLATFORM },
    { clock: nodeClock },
  );
  return {
    folder,
    effects: { ...effects, variables: { ...effects.variables, PATH: process.env["PATH"], GITHUB_ACTOR: "anna" } },
    write(version, { strategy, flaw }) {
      const bake = flaw === "fails while it bakes" ? ", bake: 1s" : "";
      const steps = strategy === "canary" ? ", steps: [{ weight: 10, for: 1s }, { weight: 50, for: 1s }]" : "";
      writeFileSync(join(folder, "version.json"), JSON.stringify({ version, flaw }));
      writeFileSync(
        join(folder, "towpath.yaml"),
        manifestOf(
          "shop",
          `platform: ./platform.yaml
workload:
  run: exec node server.mjs
  port: ${port}
  health: { path: /healthz, identity: /version, interval: 100ms, grace: 10s }
  deploy: { strategy: ${strategy}, smoke: node smoke.mjs${bake}${steps} }
build: { output: [server.mjs, smoke.mjs, version.json] }
environments: { dev: {}, int: { workload: { port: ${port + 1} } } }
`,
        ),
      );
    },
  };
}
