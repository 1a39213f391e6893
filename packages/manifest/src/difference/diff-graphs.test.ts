import type { Json } from "@towpath/core";
import { describe, expect, test as once } from "vitest";
import type { Graph } from "../graph/graph.ts";
import { graphDigest } from "../graph/graph-digest.ts";
import { fc, test } from "../testing/property.ts";
import { HEAD, tried } from "../testing/resolved.ts";
import { diffGraphs } from "./diff-graphs.ts";
import type { GraphChange } from "./graph-difference.ts";

const platform = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local, secrets: { vault: { file: {} } } } }
resourceTypes: [types/*.yaml]
`;
const types = {
  db: `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db }
stateful: true
versions: [{ version: "16", status: supported }, { version: "17", status: current }]
settings:
  size: { type: integer, change: grow-only }
  note: { type: string, change: update }
  memory: { type: string, change: restart }
  zone: { type: string, change: replace }
  url: { type: string, change: restart }
outputs: { url: { type: string, secret: true }, host: { type: string } }
recipes: { local: { driver: db } }
`,
  cache: `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: cache }
stateful: false
settings: { zone: { type: string, change: replace } }
outputs: { host: { type: string } }
recipes: { local: { driver: cache } }
`,
};

function graphOf(rest: Readonly<Record<string, Json>>): Graph {
  const body = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  const { graph, text } = tried(`${HEAD}${body.join("")}`, { platform, types });
  if (!graph) throw new Error(text);
  return graph;
}

function resourceDiff(before: Json, after: Json, rest: Readonly<Record<string, Json>> = {}): readonly GraphChange[] {
  const [old, fresh] = [before, after].map((db) => (db === null ? {} : { db }));
  return diffGraphs(graphOf({ resources: old ?? {} }), graphOf({ resources: fresh ?? {}, ...rest })).changes;
}

describe("a resource", () => {
  once.each<[string, Json, Json, Partial<GraphChange>]>([
    ["is new", null, { type: "db", version: "17" }, { action: "create", risk: "none" }],
    ["left and holds data", { type: "db" }, null, { action: "retain", risk: "none" }],
    ["left and holds none", { type: "cache" }, null, { action: "delete", risk: "downtime" }],
    [
      "is of another version",
      { type: "db", version: "16" },
      { type: "db", version: "17" },
      { action: "upgrade", risk: "downtime" },
    ],
    ["is of another type", { type: "db" }, { type: "cache" }, { action: "replace", risk: "downtime" }],
    ["has another note", { type: "db" }, { type: "db", settings: { note: "a" } }, { action: "update", risk: "none" }],
    [
      "has more memory",
      { type: "db" },
      { type: "db", settings: { memory: "1" } },
      { action: "update", risk: "restart" },
    ],
    [
      "grows",
      { type: "db", settings: { size: 1 } },
      { type: "db", settings: { size: 2 } },
      { action: "update", risk: "none" },
    ],
    [
      "shrinks",
      { type: "db", settings: { size: 2 } },
      { type: "db", settings: { size: 1 } },
      { action: "replace", risk: "data-loss" },
    ],
    [
      "goes elsewhere",
      { type: "db" },
      { type: "db", settings: { zone: "b" } },
      { action: "replace", risk: "data-loss" },
    ],
    [
      "goes elsewhere without data",
      { type: "cache" },
      { type: "cache", settings: { zone: "b" } },
      { action: "replace", risk: "downtime" },
    ],
  ])("that %s", (_, before, after, expected) => {
    expect(resourceDiff(before, after)).toMatchObject([{ address: "resources.db", part: "resource", ...expected }]);
  });

  once("that was renamed is the same thing", () => {
    const before = graphOf({ resources: { old: { type: "db" } } });
    const moved = [{ from: "resources.old", to: "resources.db" }];
    const renamed = graphOf({ resources: { db: { type: "db" } }, moved });
    expect(diffGraphs(before, renamed).changes).toMatchObject([
      { address: "resources.db", action: "move", risk: "none", diff: [{ path: "address", before: "resources.old" }] },
    ]);
    const changed = graphOf({ resources: { db: { type: "db", settings: { note: "x" } } }, moved });
    expect(diffGraphs(before, changed).changes).toMatchObject([
      { action: "update", diff: [{ path: "address" }, { path: "settings.note", after: "x" }] },
    ]);
    expect(diffGraphs(renamed, renamed).changes).toEqual([]);
  });

  once("that gets what another one gives is of unknown risk", () => {
    const resources = { c: { type: "cache" }, db: { type: "db", settings: { url: "fixed" } } };
    const referring = { ...resources, db: { type: "db", settings: { url: "${resources.c.host}" } } };
    expect(diffGraphs(graphOf({ resources }), graphOf({ resources: referring })).changes).toMatchObject([
      {
        action: "update",
        risk: "unknown",
        diff: [{ path: "settings.url", before: "fixed", after: "${resources.c.host}", unknown: true }],
      },
    ]);
  });

  once("has the line of what was written behind each difference", () => {
    const [change] = resourceDiff({ type: "db" }, { type: "db", settings: { note: "a" } });
    expect(change?.diff[0]?.origin?.place).toMatchObject({ file: "towpath.yaml", range: { start: { line: 4 } } });
  });

  once("shows no value of a setting that is secret, and says that it differs", () => {
    const secret = (graph: Graph, value: Json): Graph => ({
      ...graph,
      resources: graph.resources.map((resource) => ({
        ...resource,
        settings: { ...resource.settings, zone: { ...setting(resource.settings["zone"]), value, isSecret: true } },
      })),
    });
    const graph = graphOf({ resources: { db: { type: "db", settings: { zone: "x" } } } });
    const difference = diffGraphs(secret(graph, { a: "hunter2" }), secret(graph, { a: "hunter3" }));
    expect(JSON.stringify(difference)).not.toContain("hunter");
    expect(difference.changes).toMatchObject([
      { action: "replace", risk: "data-loss", diff: [{ path: "settings.zone", secret: true }] },
    ]);
  });
});

function setting<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The setting is there.");
  return value;
}

describe("a workload", () => {
  const workload = { run: "node a.js", port: 8080, variables: { A: "1" } };
  const diffOf = (before: Json, after: Json) =>
    diffGraphs(graphOf({ workload: before }), graphOf({ workload: after })).changes;

  once("is said by the path and the line that it is written at", () => {
    const [change] = diffOf(workload, { ...workload, variables: { A: "2" }, health: { path: "/up" } });
    expect(change).toMatchObject({ address: "workloads.main", action: "update", risk: "none", type: "server" });
    expect(change?.diff.map(({ path }) => path)).toEqual(expect.arrayContaining(["health.path", "variables.A"]));
    expect(change?.diff.find(({ path }) => path === "variables.A")).toMatchObject({
      before: "1",
      after: "2",
      origin: { place: { file: "towpath.yaml" } },
    });
  });

  once("that is deployed by stopping it first is restarted", () => {
    const recreate = { ...workload, deploy: { strategy: "recreate" } };
    expect(diffOf(recreate, { ...recreate, run: "node b.js" })).toMatchObject([{ action: "update", risk: "restart" }]);
  });

  once("that comes shows what was written, and one that goes is an interruption", () => {
    const [come] = diffGraphs(undefined, graphOf({ workload })).changes;
    expect(come).toMatchObject({
      action: "create",
      diff: [{ path: "port" }, { path: "run" }, { path: "variables.A" }],
    });
    expect(diffGraphs(graphOf({ workload }), graphOf({})).changes).toMatchObject([
      { action: "delete", risk: "downtime" },
    ]);
  });
});

describe("the rest of a service", () => {
  once("is compared, too", () => {
    const before = graphOf({ build: { run: "make", output: ["a"] }, secrets: { key: { from: "vault:a" } } });
    const after = graphOf({ build: { run: "make all", output: ["a"] }, secrets: { key: { from: "vault:b" } } });
    expect(diffGraphs(before, after).changes).toMatchObject([
      { part: "service", address: "build", diff: [{ path: "run", before: ["make"], after: ["make all"] }] },
      { part: "secret", address: "secrets.key", diff: [{ path: "from", before: "vault:a", after: "vault:b" }] },
    ]);
  });

  once("a contract that goes, or that fewer may rely on, is a risk for others", () => {
    const graph = graphOf({});
    const contract = {
      address: "exposes.api",
      name: "api",
      kind: "openapi",
      path: "api.yaml",
      origin: graph.service.origin,
    } as const;
    const offered = { ...graph, exposes: [contract] };
    const narrowed = { ...graph, exposes: [{ ...contract, allow: ["a"] }] };
    expect(diffGraphs(offered, graph).changes).toMatchObject([{ action: "delete", risk: "downtime" }]);
    expect(diffGraphs(offered, narrowed).changes).toMatchObject([{ action: "update", risk: "unknown" }]);
    expect(diffGraphs(narrowed, offered).changes).toMatchObject([{ action: "update", risk: "none" }]);
  });
});

const name = fc.constantFrom("a", "b", "c", "d");
const resource = fc.oneof(
  fc.record({
    type: fc.constant("db"),
    version: fc.constantFrom("16", "17"),
    settings: fc.record(
      {
        size: fc.nat(5),
        note: fc.string({ maxLength: 3 }).map((text) => text.toWellFormed().replaceAll("$", "s")),
        zone: fc.constantFrom("x", "y"),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    type: fc.constant("cache"),
    settings: fc.record({ zone: fc.constantFrom("x", "y") }, { requiredKeys: [] }),
  }),
);
const sketch = fc.record({
  resources: fc.dictionary(name, resource, { maxKeys: 4 }),
  secrets: fc.dictionary(name, fc.record({ from: fc.constantFrom("vault:a", "vault:b") }), { maxKeys: 2 }),
  workload: fc.record({
    run: fc.constantFrom("node a.js", "node b.js"),
    port: fc.constantFrom(8080, 8081),
    variables: fc.dictionary(name, fc.constantFrom("1", "2")),
  }),
});

describe("for whatever a service says", () => {
  test("nothing differs from itself", [sketch], (one) => {
    const graph = graphOf(one);
    expect(diffGraphs(graph, graphOf(one))).toMatchObject({ changes: [], before: graphDigest(graph) });
  });

  test(
    "exactly those things are named that are not the same, each by what became of it",
    [sketch, sketch],
    (one, other) => {
      const { changes } = diffGraphs(graphOf(one), graphOf(other));
      const named = changes.map(({ address, action }) => [
        address,
        action === "create" ? "new" : ["delete", "retain"].includes(action) ? "gone" : "other",
      ]);
      expect(named).toEqual(expectedChanges(one, other));
    },
  );

  test("both ways name the same paths", [sketch, sketch], (one, other) => {
    const paths = (changes: readonly GraphChange[]) =>
      changes
        .filter(({ action }) => !["create", "delete", "retain"].includes(action))
        .map(({ address, diff }) => [address, diff.map(({ path }) => path)]);
    const [a, b] = [graphOf(one), graphOf(other)];
    expect(paths(diffGraphs(a, b).changes)).toEqual(paths(diffGraphs(b, a).changes));
  });
});

type Sketch = typeof sketch extends fc.Arbitrary<infer T> ? T : never;

/** What differs between two manifests as they are written. */
function expectedChanges(one: Sketch, other: Sketch): readonly (readonly [string, string])[] {
  const things = ({ resources, secrets, workload }: Sketch): ReadonlyMap<string, unknown> =>
    new Map<string, unknown>([
      ...Object.entries(resources).map(([key, value]) => [`resources.${key}`, value] as const),
      ...Object.entries(secrets).map(([key, value]) => [`secrets.${key}`, value] as const),
      ["workloads.main", workload],
    ]);
  const [olds, news] = [things(one), things(other)];
  return [...new Set([...olds.keys(), ...news.keys()])]
    .sort()
    .flatMap((address): readonly (readonly [string, string])[] => {
      if (!olds.has(address)) return [[address, "new"]];
      if (!news.has(address)) return [[address, "gone"]];
      const sorted = (value: unknown): unknown =>
        value !== null && typeof value === "object"
          ? Object.entries(value)
              .map(([key, member]) => [key, sorted(member)])
              .sort()
          : value;
      const isSame = JSON.stringify(sorted(olds.get(address))) === JSON.stringify(sorted(news.get(address)));
      return isSame ? [] : [[address, "other"]];
    });
}
