import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestJson, nodeClock, type Origin, type ProgressEvent, Secret } from "@towpath/core";
import type { Graph, GraphContainer, GraphWorkload, Template } from "@towpath/manifest";
import type { Context, RunnableRelease, StateStore, Target } from "@towpath/provisioning";

const origin: Origin = { layer: "service", place: { file: "towpath.yaml" } };

/** The password in what every test service gets as DATABASE_URL. */
export const PASSWORD = "hunter2-hunter2-hunter2";

/** A server of a few lines. `BEHAVIOUR` is code that runs first. */
export const SERVER = `
const http = require("node:http");
const version = require("node:fs").readFileSync(__dirname + "/version", "utf8");
const server = http.createServer((request, response) => {
  if (request.url === "/echo") return request.pipe(response);
  if (request.url === "/slow") return setTimeout(() => response.end(version), 300);
  if (request.url === "/pid") return response.end(String(process.pid));
  response.end(version);
});
const listen = () => server.listen(process.env.PORT, "127.0.0.1", () => console.log("listening"));
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

/** A release whose files are written, not unpacked. */
export function releaseOf(version: string, code = `${SERVER} listen();`): RunnableRelease {
  return {
    service: "orders",
    version,
    artifact: { kind: "archive", digest: digestJson([version, code]), name: `orders-${version}.tgz` },
    async unpack(folder) {
      await writeFile(join(folder, "version"), version);
      await writeFile(join(folder, "server.cjs"), code);
    },
  };
}

export function text(value: string): Template {
  return { parts: [{ kind: "text", text: value }], isSecret: false, origin };
}

export function workloadOf(more: Partial<GraphWorkload> = {}): GraphWorkload {
  return {
    address: "workloads.main",
    name: "main",
    kind: "server",
    engine: "machine",
    containers: [containerOf()],
    ports: [],
    annotations: {},
    health: { path: "/healthz", intervalMs: 200, timeoutMs: 1_000, graceMs: 10_000 },
    scale: { min: 1, max: 1 },
    deploy: { strategy: "rolling", bakeMs: 0, steps: [10, 50].map((weight) => ({ weight, forMs: 0 })), noData: "fail" },
    dependsOn: ["resources.db"],
    origins: {},
    origin,
    ...more,
  };
}

export function containerOf(more: Partial<GraphContainer> = {}): GraphContainer {
  return {
    name: "main",
    run: "exec node server.cjs",
    files: [],
    volumes: [],
    before: [],
    limits: {},
    requests: {},
    path: [],
    origin,
    variables: {
      GREETING: text("hello"),
      DATABASE_URL: {
        parts: [
          { kind: "text", text: "postgres://orders:" },
          { kind: "output", address: "resources.db", output: "password", isSecret: true },
          { kind: "text", text: "@127.0.0.1/orders" },
        ],
        isSecret: true,
        origin,
      },
    },
    ...more,
  };
}

export function targetOf(workloads: readonly GraphWorkload[], environment = "dev"): Target {
  const graph: Graph = {
    graph: 1,
    service: { name: "orders", criticality: "standard", labels: {}, links: [], origin, folder: "/nowhere" },
    environment: {
      name: environment,
      engines: [{ name: "machine", kind: "local", options: {} }],
      values: {},
      artifacts: {},
      secrets: {},
      origin,
    },
    platform: { name: "starter", digest: digestJson("platform") },
    manifest: digestJson("manifest"),
    resources: [
      {
        address: "resources.db",
        name: "db",
        type: "postgres",
        title: "PostgreSQL",
        isStateful: true,
        engine: "machine",
        recipe: { kind: "local", options: {}, origin },
        settings: {},
        outputs: { password: { type: "string", isSecret: true } },
        annotations: {},
        dependsOn: [],
        origin,
      },
    ],
    workloads,
    secrets: [],
    toolchain: {},
    exposes: [],
    consumes: [],
    moved: [],
  };
  return { graph, state: noState };
}

/** The host keeps its own records. */
const noState: StateStore = {
  read: async () => undefined,
  write: () => Promise.reject(new Error("the host writes no state")),
  remove: () => Promise.reject(new Error("the host removes no state")),
  async *list() {},
};

export function contextOf(more: Partial<Context> = {}): Context & { readonly seen: ProgressEvent[] } {
  const seen: ProgressEvent[] = [];
  return {
    clock: nodeClock,
    signal: new AbortController().signal,
    events: (event) => seen.push(event),
    variables: process.env,
    outputs: async (address) => (address === "resources.db" ? new Secret(PASSWORD) : undefined),
    secrets: (address) => Promise.reject(new Error(`no ${address}`)),
    holder: { who: "anna", run: "1", since: "2026-11-22T09:00:00Z" },
    ...more,
    seen,
  };
}
