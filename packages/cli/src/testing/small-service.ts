import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "./run-towpath.ts";

/** A service of one file: it says which version it is, and that it has been given its variables. */
export const SERVER = `
import { createServer } from "node:http";
const version = "one";
createServer((request, response) => {
  if (request.url === "/variables") return response.end(Object.keys(process.env).sort().join(" "));
  if (request.url === "/database") return response.end(process.env.DATABASE_URL);
  response.end(version);
}).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
console.log("listening");
`;

export const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata:
  name: small
  owner: team-small
build:
  run: echo built
  output: [server.mjs]
workload:
  run: node server.mjs
  port: 18080
  health: { path: /healthz, interval: 100ms, grace: 10s }
  variables:
    DATABASE_URL: \${resources.db.url}
resources:
  db: { type: postgres, version: "17" }
`;

/** Writes a service into a new folder and gives the folder. */
export function smallService(files: { readonly manifest?: string; readonly server?: string } = {}): string {
  const folder = newFolder("small");
  writeFileSync(join(folder, "towpath.yaml"), files.manifest ?? MANIFEST);
  writeFileSync(join(folder, "server.mjs"), files.server ?? SERVER);
  return folder;
}
