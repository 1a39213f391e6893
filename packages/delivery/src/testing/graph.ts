import { digestBytes, type Origin } from "@towpath/core";
import type { Graph, GraphDeploy, GraphWorkload } from "@towpath/manifest";

/** Where everything of {@link graphOf} says that it stands. */
export const origin: Origin = {
  layer: "service",
  place: {
    file: "services/orders/towpath.yaml",
    range: { start: { line: 3, column: 1 }, end: { line: 3, column: 9 } },
  },
};

/** A graph of the service `orders` in `dev`, for tests. */
export function graphOf(folder: string, parts: Partial<Graph> = {}): Graph {
  return {
    graph: 1,
    service: { name: "orders", criticality: "standard", labels: {}, links: [], origin, folder },
    environment: {
      name: "dev",
      engines: [{ name: "local", kind: "local", options: {} }],
      values: {},
      artifacts: {},
      secrets: {},
      origin,
    },
    platform: { name: "starter", digest: digestBytes("platform") },
    manifest: digestBytes("manifest"),
    resources: [],
    workloads: [],
    secrets: [],
    toolchain: {},
    exposes: [],
    consumes: [],
    moved: [],
    ...parts,
  };
}

/** A workload that runs `node server.js` and answers at `/healthz`. */
export function serverOf(deploy: Partial<GraphDeploy> = {}): GraphWorkload {
  return {
    address: "workloads.main",
    name: "main",
    kind: "server",
    engine: "local",
    containers: [
      {
        name: "main",
        run: "exec node server.js",
        variables: {},
        files: [],
        volumes: [],
        before: [],
        limits: {},
        requests: {},
        path: [],
        origin,
      },
    ],
    ports: [],
    annotations: {},
    port: 8080,
    health: { path: "/healthz", intervalMs: 20, timeoutMs: 2_000, graceMs: 10_000 },
    scale: { min: 1, max: 1 },
    deploy: { strategy: "rolling", bakeMs: 0, steps: [], noData: "fail", ...deploy },
    dependsOn: [],
    origins: {},
    origin,
  };
}
