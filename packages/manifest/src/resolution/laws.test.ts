import { canonicalJson, isJsonObject, type Json, type JsonObject, type Place } from "@towpath/core";
import { describe, expect } from "vitest";
import { pointerPath } from "../document/pointer.ts";
import { explain } from "../explanation/explain.ts";
import type { Graph } from "../graph/graph.ts";
import { graphDigest } from "../graph/graph-digest.ts";
import { overlay } from "../overlay.ts";
import { loadPlatform } from "../platform/load-platform.ts";
import { loadService } from "../service/load-service.ts";
import { ServiceLayers } from "../service/service-layers.ts";
import { memberAt } from "../setting/member-at.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { fc, test } from "../testing/property.ts";
import { type ResolveResult, resolve } from "./resolve.ts";

const now = new Date("2026-11-22");
const ENVIRONMENTS = ["dev", "prod"] as const;

/** Documents as values, so that they can be written down in any order. */
interface Documents {
  readonly service: Json;
  readonly platform: Json;
  /** Resource types in the order of their files. */
  readonly types: readonly Json[];
}

const small = fc.integer({ min: 7, max: 35 });
const settings = fc.record(
  {
    days: small,
    tags: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("x", "y"), { maxKeys: 2 }),
    backup: fc.record({ days: small, hour: fc.integer({ min: 0, max: 23 }) }, { requiredKeys: [] }),
    disks: fc.array(fc.record({ size: fc.integer({ min: 1, max: 9 }) }, { requiredKeys: [] }), { maxLength: 2 }),
    label: fc.constantFrom("plain", "of ${metadata.name}", "${resources.other.host}"),
  },
  { requiredKeys: [] },
);
const resource = fc.record(
  {
    version: fc.constantFrom("1", "2"),
    size: fc.constantFrom("small", "large"),
    settings,
    annotations: fc.constant({ z: "1", a: "2" }),
  },
  { requiredKeys: [] },
);
const workload = fc.record(
  {
    port: fc.constantFrom(80, 8080),
    health: fc.record({ path: fc.constant("/h"), grace: fc.constantFrom("1s", "2s") }, { requiredKeys: ["path"] }),
    scale: fc.record(
      { min: fc.integer({ min: 0, max: 3 }), max: fc.integer({ min: 3, max: 9 }) },
      { requiredKeys: [] },
    ),
    variables: fc.dictionary(
      fc.constantFrom("A", "B", "C", "10", "2"),
      fc.constantFrom("x", "${resources.db.url}", "${secrets.k}"),
    ),
    limits: fc.record({ cpu: fc.constantFrom("1", "500m"), memory: fc.constant("1Gi") }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const nothing = fc.constant(null);
const overlaySketch = fc.record(
  {
    workload: fc.oneof(
      { weight: 4, arbitrary: workload },
      { weight: 1, arbitrary: fc.constant({ limits: null, variables: { A: null } }) },
    ),
    resources: fc.record(
      { db: fc.oneof({ weight: 5, arbitrary: resource }, { weight: 1, arbitrary: nothing }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const documents: fc.Arbitrary<Documents> = fc
  .record({
    workload,
    db: resource,
    other: resource,
    overlays: fc.record({ dev: overlaySketch, prod: overlaySketch }),
    defaults: workload,
    ofPlatform: fc.record({ days: small }, { requiredKeys: [] }),
    tier: fc.constantFrom("mandatory", "recommended", "free"),
  })
  .map(({ overlays, defaults, ofPlatform, tier, ...said }) =>
    json({
      service: {
        apiVersion: "towpath.dev/v1",
        kind: "Service",
        metadata: { name: "orders", labels: { b: "1", a: "2" }, links: [{ title: "t", url: "https://acme.example" }] },
        workload: { run: "node x.js", port: 1, ...said.workload },
        resources: {
          other: { type: "cache", settings: only(said.other.settings, ["days"]) },
          db: { ...said.db, type: "db" },
        },
        secrets: { k: { from: "vault:k" } },
        build: { image: { arguments: { b: "1", a: "2" } } },
        test: { run: "npm test", minimum: { lines: 1, branches: 2 } },
        toolchain: { node: "24", java: "21" },
        environments: overlays,
      },
      platform: {
        apiVersion: "towpath.dev/v1",
        kind: "Platform",
        metadata: { name: "acme" },
        defaults: { workload: defaults },
        environments: {
          dev: {
            engine: "local",
            values: { domain: "localhost", a: { d: 1, c: 2 } },
            artifacts: { oci: "ghcr.io/acme" },
          },
          prod: {
            engines: { b: { kind: "local" }, a: { kind: "local" } },
            place: { "*": "a", workload: "b" },
            settings: { db: platformSettings(ofPlatform) },
          },
        },
        resourceTypes: ["types/*.yaml"],
      },
      types: [type("db", tier), type("cache", "free")],
    }),
  );

function platformSettings({ days }: { readonly days?: number }): object {
  return days === undefined ? {} : { days: { default: days }, backup: { properties: { days: { default: days } } } };
}

function type(name: string, tier: string): object {
  return {
    apiVersion: "towpath.dev/v1",
    kind: "ResourceType",
    metadata: { name },
    versions: [
      { version: "2", status: "current" },
      { version: "1", status: "supported" },
    ],
    settings: {
      days: { type: "integer", minimum: 7, default: 7, tier, change: "grow-only" },
      tags: {
        type: "object",
        properties: { a: { type: "string", default: "t" }, b: { type: "string" }, c: { type: "string" } },
      },
      backup: {
        type: "object",
        properties: { days: { type: "integer", default: 9, tier }, hour: { type: "integer", default: 3 } },
      },
      disks: { type: "array", items: { type: "object", properties: { size: { type: "integer", default: 1 } } } },
      label: { type: "string" },
    },
    sizes: { small: { days: 8 }, large: { days: 10, tags: { c: "z" } } },
    outputs: { host: { type: "string" }, url: { type: "string", secret: true } },
    recipes: { local: { driver: name, b: 1, a: 2 } },
  };
}

function only(value: object | undefined, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => names.includes(name)));
}

function json(value: object): Documents {
  return JSON.parse(JSON.stringify(value));
}

/** The same value with its keys in another order, which a seed decides. */
function shuffled(value: Json, seed: number): Json {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item, index) => shuffled(item, seed + index));
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, member], index) => ({
    key,
    member: shuffled(member, seed * 31 + index),
    rank: ((seed + 7) * (index + 3) * 2_654_435_761) % 1_013,
  }));
  return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, member }) => [key, member]));
}

interface Read {
  readonly texts: ReadonlyMap<string, string>;
  readonly results: readonly ResolveResult[];
  readonly request: Parameters<typeof resolve>[0];
}

function read({ service, platform, types }: Documents, environments: readonly string[] = ENVIRONMENTS): Read {
  const texts = new Map([
    ["Dockerfile", ""],
    ["towpath.yaml", JSON.stringify(service, null, 1)],
    ["platform/platform.yaml", JSON.stringify(platform, null, 1)],
    ...types.map((one, index) => [`platform/types/${index}.yaml`, JSON.stringify(one, null, 1)] as const),
  ]);
  const files = memoryFiles(Object.fromEntries(texts));
  const [loaded, offered] = [loadService("towpath.yaml", files, "/repo"), loadPlatform("platform", files, "/repo")];
  if (!loaded.value || !offered.value || offered.findings.length > 0)
    throw new Error(JSON.stringify([...loaded.findings, ...offered.findings]));
  const request = { service: loaded.value, platform: offered.value, environment: "dev", now };
  return { texts, request, results: environments.map((environment) => resolve({ ...request, environment })) };
}

/** What results mean, without where it stands. */
function meaning({ results }: Read): unknown {
  return results.map(({ graph, findings }) => ({
    graph: graph && withoutPlaces(JSON.parse(JSON.stringify(graph))),
    digest: graph && graphDigest(graph),
    findings: findings
      .map(({ code, message, address, fingerprint }) => canonicalJson([code, message, address, fingerprint]))
      .sort(),
  }));
}

function withoutPlaces(value: Json): Json {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map(withoutPlaces);
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (key === "place" ? [] : [[key, withoutPlaces(member)]])),
  );
}

function frozen<T>(value: T): T {
  if (
    typeof value === "object" &&
    value !== null &&
    !Object.isFrozen(value) &&
    !(value instanceof Map) &&
    !(value instanceof Set)
  ) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozen(member);
  }
  return value;
}

function placesIn(value: unknown): readonly { readonly value: unknown; readonly place: Place }[] {
  if (typeof value !== "object" || value === null) return [];
  const own: readonly { readonly value: unknown; readonly place: Place }[] =
    "layer" in value && "place" in value && "value" in value
      ? [{ value: value.value, place: Object(value.place) }]
      : [];
  return [...own, ...Object.values(value).flatMap(placesIn)];
}

describe("a resolution", () => {
  test(
    "is the same byte for byte, whatever the order of keys and of files",
    [documents, fc.nat(1_000)],
    (all, seed) => {
      const other = {
        service: shuffled(all.service, seed),
        platform: shuffled(all.platform, seed + 1),
        types: all.types.toReversed().map((one) => shuffled(one, seed + 2)),
      };
      const [a, b] = [meaning(read(all)), meaning(read(other))];
      expect(JSON.stringify(b)).toBe(JSON.stringify(a));
    },
    0.5,
  );

  test(
    "of an environment does not depend on what is said of another",
    [documents, fc.jsonValue()],
    (all, value) => {
      const before = meaning(read(all, ["dev"]));
      const service: JsonObject = isJsonObject(all.service) ? all.service : {};
      const environments: JsonObject = isJsonObject(service["environments"]) ? service["environments"] : {};
      const note: Json = JSON.parse(JSON.stringify({ note: value ?? 0 }));
      const changed = { ...environments, prod: { resources: { db: { settings: note } } } };
      const after = meaning(read({ ...all, service: { ...service, environments: changed } }, ["dev"]));
      const manifest = / *"(manifest|digest)":"sha256:[0-9a-f]+",?/g;
      expect(JSON.stringify(after).replace(manifest, "")).toBe(JSON.stringify(before).replace(manifest, ""));
    },
    0.5,
  );

  test(
    "changes nothing that it is given, and says the same again",
    [documents],
    (all) => {
      const { request } = read(all);
      // What a document remembers of its lines is its own business; its values are not.
      frozen(request.service.document);
      frozen(request.service.raw);
      frozen(request.platform.document);
      for (const model of request.platform.types.values()) frozen(model.document);
      for (const environment of ENVIRONMENTS) {
        const [first, second] = [resolve({ ...request, environment }), resolve({ ...request, environment })];
        expect(JSON.stringify(second)).toBe(JSON.stringify(first));
      }
    },
    0.5,
  );

  test("points at text that holds the value", [documents], (all) => {
    const { texts, results } = read(all);
    for (const { graph } of results)
      for (const { value, place } of placesIn(graph?.resources)) {
        if (isDefault(place)) continue;
        const source = texts.get(place.file) ?? "null";
        const document: Json = JSON.parse(source);
        const written = memberAt(document, pointerPath(place.pointer ?? ""));
        // The graph has a text with its placeholders filled in.
        if (typeof written === "string" && written.includes("${")) continue;
        expect(canonicalJson(written)).toBe(canonicalJson(value));
        const { start, end } = place.range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
        const line = source.split("\n")[start.line - 1] ?? "";
        if (start.line === end.line && typeof value !== "object")
          expect(line.slice(start.column - 1, end.column - 1)).toBe(JSON.stringify(value));
        else expect(line.charAt(start.column - 1)).toBe(Array.isArray(value) ? "[" : "{");
      }
  });
});

/** A default that its members make together stands at the setting's name. */
function isDefault({ pointer = "" }: Place): boolean {
  return !/\/(default|const)(\/|$)/.test(pointer) && /^\/(settings|environments\/[a-z]+\/settings)\//.test(pointer);
}

describe("layers", () => {
  const layersOf = ({ service }: Read["request"], environment: string): ServiceLayers =>
    new ServiceLayers(service, environment);

  test("are a left fold: the service, then its environment", [documents], (all) => {
    const { request } = read(all);
    for (const environment of ENVIRONMENTS) {
      const { base, over, merged } = layersOf(request, environment);
      expect(canonicalJson(merged)).toBe(canonicalJson([over].reduce<Json>(overlay, base)));
    }
  });

  test("without an overlay are the service itself", [documents], (all) => {
    const service = isJsonObject(all.service) ? { ...all.service, environments: { dev: {}, prod: null } } : {};
    const { request } = read({ ...all, service });
    for (const environment of ENVIRONMENTS) {
      const { base, merged } = layersOf(request, environment);
      expect(canonicalJson(merged)).toBe(canonicalJson(base));
    }
  });

  test(
    "say the same when the overlay is written into the service, too",
    [documents],
    (all) => {
      const { request } = read(all);
      const { merged } = layersOf(request, "prod");
      const service = isJsonObject(all.service) ? all.service : {};
      const once = read(all, ["prod"]);
      const twice = read({ ...all, service: { ...merged, environments: service["environments"] ?? {} } }, ["prod"]);
      const values = ({ results }: Read): unknown => results.map(({ graph }) => graph && bare(graph));
      expect(values(twice)).toEqual(values(once));
    },
    0.5,
  );
});

/** What holds, without who says it. */
function bare({ resources, workloads }: Graph): unknown {
  return {
    resources: resources.map(({ settings, version, size }) => ({
      version: version?.known ? version.value : null,
      size: size?.known ? size.value : null,
      settings: Object.entries(settings).map(([name, setting]) => [
        name,
        setting.known ? setting.value : setting.template?.parts,
      ]),
    })),
    workloads: workloads.map(({ scale, health, port, containers }) => ({
      scale,
      health,
      port,
      containers: containers.map(({ variables, limits }) => [
        limits,
        Object.entries(variables).map(([name, { parts }]) => [name, parts]),
      ]),
    })),
  };
}

test(
  "an explanation ends with what the resolution has",
  [documents],
  (all) => {
    const { request, results } = read(all);
    for (const [index, environment] of ENVIRONMENTS.entries())
      for (const { name, settings } of results[index]?.graph?.resources ?? [])
        for (const [setting, resolved] of Object.entries(settings)) {
          const path = `resources.${name}.settings.${setting}`;
          const [one] = explain({ ...request, environment, path }).explanations;
          expect(one?.value).toEqual(resolved.known ? resolved.value : undefined);
          const said = one?.layers.filter(({ value }) => value !== null) ?? [];
          expect(said.map(({ layer }) => layer)).toEqual(resolved.chain.map(({ layer }) => layer));
        }
  },
  0.5,
);
