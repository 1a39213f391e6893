// Prints what it costs to resolve services and to hold their graphs against one another, in microseconds of CPU a resource.
import { nodeFiles } from "@towpath/core";
import { graphDigest, loadPlatform, loadService, resolve } from "@towpath/manifest";

const [count = ""] = process.argv.slice(2);
const EACH = 100;
const now = new Date("2026-12-01T12:00:00Z");
const { value: platform } = loadPlatform(undefined, nodeFiles, "/");
const text = [
  "apiVersion: towpath.dev/v1",
  "kind: Service",
  "metadata: { name: stock, owner: team-a }",
  "workload: { run: node server.js, port: 8080 }",
  "resources:",
  ...Array.from({ length: EACH }, (_, index) =>
    index % 2 === 0
      ? `  r${index}: { type: postgres, version: "17", size: small, settings: { maxConnections: ${100 + index} } }`
      : `  r${index}: { type: bucket }`,
  ),
].join("\n");
const files = { ...nodeFiles, read: () => new TextEncoder().encode(text) };
const { value: service } = loadService("towpath.yaml", files, "/stock");
if (!service || !platform) throw new Error("The service that is resolved cannot be used.");

const once = (): boolean => {
  const [before, after] = [0, 1].map(() => resolve({ service, platform, environment: "dev", now }).graph);
  if (!before || !after) throw new Error("The service cannot be resolved.");
  return graphDigest(before) === graphDigest(after);
};
for (let warm = 0; warm < 5; warm += 1) once();
const started = process.cpuUsage();
const rounds = Math.ceil(Number(count) / EACH);
for (let round = 0; round < rounds; round += 1) if (!once()) throw new Error("Two graphs of one service differ.");
const { user, system } = process.cpuUsage(started);
process.stdout.write(`${(user + system) / (rounds * EACH)}\n`);
