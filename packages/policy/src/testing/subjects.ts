import type { Digest, Json, Origin, Place } from "@towpath/core";
import type { Graph, GraphContainer, GraphResource, GraphSetting, GraphWorkload, Template } from "@towpath/manifest";
import type { Change, Plan } from "@towpath/provisioning";

const DIGEST: Digest = `sha256:${"0".repeat(64)}`;

/** A place in `towpath.yaml`, three columns wide. */
export function placeAt(line: number, column = 1): Place {
  return { file: "towpath.yaml", range: { start: { line, column }, end: { line, column: column + 3 } } };
}

/** An origin in the service's manifest. */
export function originAt(line: number): Origin {
  return { layer: "service", place: placeAt(line) };
}

/** A setting that somebody wrote in `line`, or that is known only after apply. */
export function settingWith(value: Json | { readonly why: string }, line = 20): GraphSetting {
  const common = { origin: originAt(line), tier: "free", change: "update", isSecret: false, chain: [] } as const;
  return isUnknown(value) ? { known: false, why: value.why, ...common } : { known: true, value, ...common };
}

function isUnknown(value: Json | { readonly why: string }): value is { readonly why: string } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "why" in value;
}

/** A text with references between `‹` and `›`. */
export function templateWith(text: string, line = 30): Template {
  const parts = text
    .split(/[‹›]/)
    .map((part, index) =>
      index % 2 === 0
        ? ({ kind: "text", text: part } as const)
        : ({ kind: "output", address: "resources.db", output: part, isSecret: true } as const),
    );
  return { parts, isSecret: parts.length > 1, origin: originAt(line) };
}

/** A database with what the test is about set. */
export function resourceWith(facts: Partial<GraphResource> = {}): GraphResource {
  return {
    address: "resources.db",
    name: "db",
    type: "postgres",
    title: "PostgreSQL",
    isStateful: true,
    engine: "main",
    recipe: { kind: "local", driver: "postgres", options: {}, origin: originAt(1) },
    settings: {},
    outputs: {},
    annotations: {},
    dependsOn: [],
    origin: originAt(10),
    ...facts,
  };
}

/** A server with what the test is about set. */
export function workloadWith(facts: Partial<GraphWorkload> = {}): GraphWorkload {
  return {
    address: "workloads.main",
    name: "main",
    kind: "server",
    engine: "main",
    containers: [containerWith()],
    port: 8080,
    ports: [],
    scale: { min: 1, max: 1 },
    annotations: {},
    deploy: { strategy: "rolling", bakeMs: 0, steps: [], noData: "fail" },
    dependsOn: [],
    origins: {},
    origin: originAt(5),
    ...facts,
  };
}

/** The one container of a workload, with what the test is about set. */
export function containerWith(facts: Partial<GraphContainer> = {}): GraphContainer {
  const isImage = facts.image !== undefined;
  return {
    name: "main",
    ...(isImage ? {} : { run: "node server.js" }),
    variables: {},
    files: [],
    volumes: [],
    before: [],
    limits: {},
    requests: {},
    path: [],
    origin: originAt(5),
    ...facts,
  };
}

/** A graph of the service `orders` in an environment, with what the test is about set. */
export function graphWith(facts: Partial<Graph> = {}, environment = "prod", kind = "kubernetes"): Graph {
  return {
    graph: 1,
    service: {
      name: "orders",
      criticality: "standard",
      labels: {},
      links: [],
      origin: originAt(3),
      folder: "/repository",
    },
    environment: {
      name: environment,
      engines: [{ name: "main", kind, options: {} }],
      values: {},
      artifacts: {},
      secrets: {},
      origin: { layer: "platform", place: { file: "platform.yaml" } },
    },
    platform: { name: "acme", digest: DIGEST },
    manifest: DIGEST,
    resources: [],
    workloads: [],
    secrets: [],
    toolchain: {},
    exposes: [],
    consumes: [],
    moved: [],
    ...facts,
  };
}

/** A plan for `orders` in an environment with these changes. */
export function planWith(changes: readonly Partial<Change>[], environment = "prod"): Plan {
  const summary = { create: 0, update: 0, upgrade: 0, migrate: 0, replace: 0, delete: 0, retain: 0, adopt: 0, none: 0 };
  return {
    plan: 1,
    service: "orders",
    environment,
    createdAt: "2026-11-22T00:00:00Z",
    goal: "match",
    inputsDigest: DIGEST,
    changesDigest: DIGEST,
    inputs: { manifest: DIGEST, platform: DIGEST, state: "absent" },
    changes: changes.map((change) => ({
      address: "resources.db",
      type: "postgres",
      engine: "main",
      action: "none",
      reasons: [],
      risk: "none",
      diff: [],
      ...change,
    })),
    summary,
  };
}

/** The day that the tests play on. */
export const now = new Date("2026-11-22T12:00:00Z");
