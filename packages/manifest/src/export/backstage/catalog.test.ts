import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  EntityPolicies,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  NoForeignRootFieldsEntityPolicy,
  parseEntityRef,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  systemEntityV1alpha1Validator,
} from "@backstage/catalog-model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { loadPlatform } from "../../platform/load-platform.ts";
import { environmentsOf } from "../../resolution/environments.ts";
import { resolve } from "../../resolution/resolve.ts";
import { loadService } from "../../service/load-service.ts";
import { memoryFiles } from "../../testing/memory-files.ts";
import { backstageCatalog } from "./catalog.ts";
import type { CatalogService } from "./catalog-service.ts";
import { catalogText, isOurs } from "./catalog-text.ts";
import type { Catalog, Entity } from "./entity.ts";

const TYPE = (name: string): string => `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: ${name}, title: The ${name} }
versions: [{ version: "2", status: current }, { version: "1", status: supported }]
outputs: { url: { type: string } }
settings: { from: { type: string } }
recipes: { local: { driver: ${name} } }
`;

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams:
  team-a: { github: "@acme/a", contact: "#a" }
  team-b: { contact: b@acme.example }
environments:
  dev: { engine: local, values: { domain: localhost } }
  prod: { engine: local, values: { domain: acme.example } }
resourceTypes: [types/*.yaml]
shared: { events: { owner: team-b } }
`;

/** The catalogue of manifests, each in a folder of its own. */
function catalogOf(manifests: readonly object[], without: readonly Entity["kind"][] = []): Catalog {
  const files = memoryFiles({
    "platform/platform.yaml": PLATFORM,
    "platform/types/db.yaml": TYPE("db"),
    "platform/types/queue.yaml": TYPE("queue"),
    ...Object.fromEntries(manifests.map((one, index) => [`${index}/towpath.yaml`, JSON.stringify(one)])),
    ...Object.fromEntries(manifests.map((_, index) => [`${index}/api.yaml`, "openapi: 3.1.0"])),
  });
  const { value: platform } = loadPlatform("platform", files, "/repo");
  if (!platform) throw new Error("The platform cannot be read.");
  const services = manifests.map((_, index): CatalogService => {
    const { value: service, findings } = loadService(`${index}/towpath.yaml`, files, "/repo");
    if (!service) throw new Error(JSON.stringify(findings, null, 2));
    const graphs = environmentsOf(service, platform).map((environment) => {
      const { graph, findings: found } = resolve({ service, platform, environment, now: new Date("2026-11-22") });
      if (!graph) throw new Error(JSON.stringify(found, null, 2));
      return graph;
    });
    const [first, ...others] = graphs;
    if (!first) throw new Error("The service is in no environment.");
    return { graphs: [first, ...others], pathTo: (path) => `./${index}/${path}` };
  });
  return backstageCatalog({ services, teams: platform.document.teams ?? {}, without });
}

const head = (name: string, metadata: object = {}) => ({
  apiVersion: "towpath.dev/v1",
  kind: "Service",
  metadata: { name, owner: "team-a", ...metadata },
});

const orders = {
  ...head("orders", {
    system: "shop",
    description: "Takes orders.",
    links: [{ title: "Runbook", url: "https://x.example/" }],
  }),
  toolchain: { node: "24" },
  workload: { run: "node server.js", port: 8080 },
  resources: { db: { type: "db" }, events: { type: "queue", share: "events" } },
  exposes: { api: { openapi: "api.yaml", allow: ["team-b"] } },
  consumes: {
    payments: { service: "payments", contract: "api" },
    mail: { service: "mail" },
    stripe: { clients: ["stripe"] },
  },
  environments: { dev: {}, prod: { resources: { db: { version: "1" } } } },
};

const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);
const VALIDATORS = {
  Component: componentEntityV1alpha1Validator,
  API: apiEntityV1alpha1Validator,
  Resource: resourceEntityV1alpha1Validator,
  System: systemEntityV1alpha1Validator,
  Group: groupEntityV1alpha1Validator,
};

/** What Backstage says of an entity once it has read the file that a definition names. */
async function accepted(entity: Entity): Promise<boolean> {
  const { definition, ...others } = entity.spec;
  const spec = definition === undefined ? others : { ...others, definition: "openapi: 3.1.0" };
  const read: Parameters<typeof policy.enforce>[0] = JSON.parse(JSON.stringify({ ...entity, spec }));
  await policy.enforce(read);
  return VALIDATORS[entity.kind].check(read);
}

describe("a service in a catalogue", () => {
  test("is a component with its interfaces, resources, system and team", () => {
    const { entities, remarks } = catalogOf([orders]);
    expect(remarks).toEqual([]);
    expect(catalogText(entities)).toMatchInlineSnapshot(`
      "# Written by \`towpath export backstage\`. Change towpath.yaml and run it again; what is changed here is lost.
      ---
      apiVersion: backstage.io/v1alpha1
      kind: Component
      metadata:
        name: orders
        description: Takes orders.
        annotations:
          towpath.dev/environments: dev, prod
        tags:
          - node
        links:
          - url: https://x.example/
            title: Runbook
      spec:
        type: service
        lifecycle: production
        owner: group:team-a
        system: system:shop
        providesApis:
          - api:orders-api
        consumesApis:
          - api:payments-api
        dependsOn:
          - component:mail
          - resource:orders-db
          - resource:queue-events
      ---
      apiVersion: backstage.io/v1alpha1
      kind: API
      metadata:
        name: orders-api
        title: "orders: api"
        annotations:
          towpath.dev/allow: team-b
      spec:
        type: openapi
        lifecycle: production
        owner: group:team-a
        system: system:shop
        definition:
          $text: ./0/api.yaml
      ---
      apiVersion: backstage.io/v1alpha1
      kind: Resource
      metadata:
        name: orders-db
        title: "orders: db"
        description: The db 2 in dev, 1 in prod.
      spec:
        type: db
        owner: group:team-a
        system: system:shop
        dependencyOf:
          - component:orders
      ---
      apiVersion: backstage.io/v1alpha1
      kind: Resource
      metadata:
        name: queue-events
        title: queue.default#events
        description: The queue 2 in dev and prod. Shared.
      spec:
        type: queue
        owner: group:team-b
        dependencyOf:
          - component:orders
      ---
      apiVersion: backstage.io/v1alpha1
      kind: System
      metadata:
        name: shop
      spec:
        owner: group:team-a
      ---
      apiVersion: backstage.io/v1alpha1
      kind: Group
      metadata:
        name: team-a
        annotations:
          github.com/team-slug: acme/a
          towpath.dev/contact: "#a"
      spec:
        type: team
        children: []
      ---
      apiVersion: backstage.io/v1alpha1
      kind: Group
      metadata:
        name: team-b
      spec:
        type: team
        profile:
          email: b@acme.example
        children: []
      "
    `);
  });

  test("every entity is one that Backstage takes", async () => {
    for (const entity of catalogOf([orders]).entities) expect([entity, await accepted(entity)]).toEqual([entity, true]);
  });

  test("its text says the same, and that it is ours", () => {
    const { entities } = catalogOf([orders]);
    const text = catalogText(entities);
    expect(parseAllDocuments(text).map((one) => one.toJS())).toEqual(entities);
    expect([isOurs(text), isOurs(text.slice(2)), isOurs("")]).toEqual([true, false, false]);
  });

  test("kinds that another repository writes can be left out", () => {
    const { entities } = catalogOf([orders], ["System", "Group"]);
    expect([...new Set(entities.map(({ kind }) => kind))]).toEqual(["Component", "API", "Resource"]);
    expect(entities[0]?.spec).toMatchObject({ owner: "group:team-a", system: "system:shop" });
  });

  test("several workloads are components of it", () => {
    const { entities } = catalogOf([
      {
        ...head("orders"),
        workloads: { web: { run: "x", port: 80 }, mailer: { run: "y" }, report: { run: "z", schedule: "0 3 * * *" } },
      },
    ]);
    const facts = entities.map(({ kind, metadata, spec }) => [
      kind,
      metadata.name,
      spec["type"],
      spec["subcomponentOf"],
    ]);
    expect(facts).toEqual([
      ["Component", "orders", "service", undefined],
      ["Component", "orders-mailer", "worker", "component:orders"],
      ["Component", "orders-report", "job", "component:orders"],
      ["Component", "orders-web", "service", "component:orders"],
      ["Group", "team-a", "team", undefined],
    ]);
  });

  test("what several share is there once, and belongs to whom the platform says", () => {
    const other = {
      ...head("billing", { owner: "team-b", system: "shop" }),
      resources: { in: { type: "queue", share: "events" } },
    };
    const { entities, remarks } = catalogOf([orders, other]);
    const shared = entities.filter(({ metadata }) => metadata.name === "queue-events");
    expect(shared).toHaveLength(1);
    expect(shared[0]?.spec).toMatchObject({
      owner: "group:team-b",
      dependencyOf: ["component:billing", "component:orders"],
    });
    expect(remarks).toEqual(["The system shop has services of several teams, so its owner is unknown there."]);
  });

  test("names that would meet are told apart, and that is said", () => {
    const { entities, remarks } = catalogOf([
      { ...head("a"), resources: { "b-c": { type: "db" } } },
      { ...head("a-b"), resources: { c: { type: "db" } } },
    ]);
    const names = entities.filter(({ kind }) => kind === "Resource").map(({ metadata }) => metadata.name);
    expect(names[0]).toBe("a-b-c");
    expect(names[1]).toMatch(/^a-b-c-[0-9a-f]{8}$/);
    expect(remarks).toEqual([`The Resource a-b, c is called ${names[1]}: a-b-c is taken there.`]);
  });

  test("systems that differ in capitals only are one, and that is said", () => {
    const { entities, remarks } = catalogOf([head("a", { system: "Shop" }), head("b", { system: "shop" })]);
    expect(entities.filter(({ kind }) => kind === "System").map(({ metadata }) => metadata.name)).toEqual(["Shop"]);
    expect(remarks).toEqual(["The systems Shop and shop are one there."]);
  });

  test("labels that Backstage does not take are annotations, never by a name that steers it", () => {
    const labels = {
      "cost-center": "4711",
      note: "two words",
      "backstage.io/source-location": "url:https://evil.example/",
    };
    const { entities, remarks } = catalogOf([head("orders", { labels })]);
    expect(entities[0]?.metadata).toMatchObject({
      labels: { "cost-center": "4711" },
      annotations: { "towpath.dev/label.note": "two words" },
    });
    expect(Object.keys(entities[0]?.metadata.annotations ?? {}).filter((name) => name.startsWith("backstage"))).toEqual(
      [],
    );
    expect(remarks).toHaveLength(2);
  });
});

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const short = fc.constantFrom("a", "b", "a-b", "b-c", "c", "1", "x".repeat(63));
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.constantFrom("", " ", "Shop", "shop", "S\u0000p", "\ud800", "a".repeat(200), "é è", "---", "{$text: /etc/passwd}"),
);
const label = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._/-]{0,80}[A-Za-z0-9])?$/);
const manifest = fc.record({
  apiVersion: fc.constant("towpath.dev/v1"),
  kind: fc.constant("Service"),
  metadata: fc.record(
    {
      name: fc.oneof(name, short),
      owner: fc.constantFrom("team-a", "team-b"),
      description: text,
      system: text,
      criticality: fc.constantFrom("critical", "standard", "experimental"),
      labels: fc.dictionary(label, text, { maxKeys: 4 }),
      links: fc.array(
        fc.record({
          title: text.filter((one) => one !== ""),
          url: fc.constantFrom("https://x.example/a", "http://:", "https://["),
        }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ["name", "owner"] },
  ),
  resources: fc.dictionary(fc.oneof(name, short), fc.constantFrom({ type: "db" }, { type: "queue", share: "events" }), {
    maxKeys: 3,
  }),
  exposes: fc.dictionary(fc.oneof(name, short), fc.constant({ openapi: "api.yaml" }), { maxKeys: 2 }),
  consumes: fc.dictionary(short, fc.record({ service: fc.oneof(name, short), contract: short }), { maxKeys: 2 }),
});
const manifests = fc.uniqueArray(manifest, { minLength: 1, maxLength: 3, selector: ({ metadata }) => metadata.name });

test("whatever is in a manifest, Backstage takes every entity, and no two have one name", {
  timeout: process.env["TOWPATH_LONG"] ? 900_000 : 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(manifests, async (all) => {
      const { entities } = catalogOf(all);
      for (const entity of entities) expect(await accepted(entity)).toBe(true);
      const refs = entities.map(({ kind, metadata }) => `${kind}:${metadata.name}`.toLowerCase());
      expect(new Set(refs).size).toBe(refs.length);
      for (const { spec } of entities)
        for (const one of [
          spec["providesApis"] ?? [],
          spec["dependencyOf"] ?? [],
          spec["owner"] ?? [],
          spec["system"] ?? [],
        ].flat()) {
          const { kind, name: to } = parseEntityRef(String(one), { defaultKind: "group", defaultNamespace: "default" });
          if (to !== "unknown") expect(refs).toContain(`${kind}:${to}`.toLowerCase());
        }
      expect(parseAllDocuments(catalogText(entities)).map((one) => one.toJS())).toEqual(entities);
      expect(catalogText(catalogOf([...all].reverse()).entities.filter(({ kind }) => kind !== "API"))).toBe(
        catalogText(entities.filter(({ kind }) => kind !== "API")),
      );
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 5_000 : 60 },
  );
});
