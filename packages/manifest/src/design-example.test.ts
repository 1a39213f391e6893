import { describe, expect, test } from "vitest";
import { tried } from "./testing/resolved.ts";

/** A manifest that uses all that the design has. */
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata:
  name: orders                       # DNS label
  owner: team-checkout               # a team of the platform
  description: Takes and tracks customer orders.
  criticality: critical              # critical | standard | experimental
  system: shop
  labels: { cost-center: "4711" }
  links: [{ title: Runbook, url: https://runbooks.example/orders }]

toolchain: { node: "24" }
build:
  run: [npm ci, npm run build]
  output: [dist, package.json]
test:
  run: npm test
  with: [db]
  reports: { junit: "reports/*.xml", coverage: coverage/lcov.info }
  minimum: { lines: 80 }

workload:
  run: node dist/server.js
  port: 8080
  health: { path: /healthz }
  scale: { min: 2, max: 10, cpu: 70% }
  limits: { cpu: 500m, memory: 512Mi }
  route: { host: "orders.\${environment.domain}", path: /, visibility: internal }
  variables:
    DATABASE_URL: \${resources.db.url}
    BUCKET: \${resources.uploads.name}
    PARTNER_KEY: \${secrets.partner-key}
  deploy: { strategy: rolling, migrate: npm run migrate, smoke: node smoke.js, bake: 2m }

resources:
  db:      { type: postgres, version: "17", size: small, settings: { maxConnections: 150 } }
  uploads: { type: bucket }
  shared:  { type: queue, share: shop-events }

secrets:
  partner-key: { from: vault:partner-key }

exposes:
  api: { openapi: api/openapi.yaml, allow: [team-billing] }
consumes:
  payments: { service: payments, contract: api, uses: contracts/payments.json }

moved: [{ from: resources.database, to: resources.db }]

environments:
  dev: {}
  prod:
    workload: { scale: { min: 4 } }
    resources: { db: { size: large, settings: { highAvailability: true } } }
`;

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams:
  team-checkout: { github: "@acme/checkout", contact: "#checkout" }
  team-billing: { github: "@acme/billing" }
  team-platform: { github: "@acme/platform" }
defaults: { workload: { health: { interval: 2s, grace: 30s } } }
environments:
  dev: { engine: local, values: { domain: localhost } }
  int: { engine: local, values: { domain: int.localhost } }
  prod:
    engines:
      azure: { kind: terraform, backend: { azurerm: { container_name: state } } }
      aks: { kind: kubernetes, context: prod, namespace: "\${service.name}" }
    place: { workload: aks, "*": azure }
    values: { domain: shop.acme.example }
    state: { store: azblob, account: acme }
    artifacts: { oci: ghcr.io/acme }
    secrets: { vault: { azureKeyVault: { name: acme } } }
    settings: { postgres: { highAvailability: { default: true, tier: recommended } } }
    promoteFrom: { environment: int, bake: 30m }
    gates:
      approvals: { count: 1, by: [team-checkout, team-platform] }
      freeze: [{ from: 2026-12-20, to: 2027-01-03, zone: Europe/Berlin, reason: Christmas trade }]
resourceTypes: [./types/*.yaml]
teamTypes: review
policies:
  packs: ["@towpath/policy/recommended"]
  levels: { data/backup-retention: mandatory, workload/replicas: { dev: off, prod: mandatory } }
`;

const POSTGRES = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: postgres, title: PostgreSQL, support: team-platform, docs: https://docs.example/postgres }
stateful: true
variants:
  flexible:      { status: current }
  single-server: { status: deprecated, until: 2027-03-31, successor: flexible }
versions:
  - { version: "18", status: preview }
  - { version: "17", status: current, patch: "17.6", tested: 2026-10-02, docs: https://docs.example/17 }
  - { version: "16", status: supported }
  - { version: "14", status: deprecated, until: 2027-03-31, successor: "17" }
  - { version: "11", status: withdrawn }
settings:
  cpu:                 { type: integer, minimum: 1, default: 1 }
  memoryGiB:           { type: integer, minimum: 2, default: 2 }
  storageGiB:          { type: integer, minimum: 32, default: 32, change: grow-only }
  backupRetentionDays: { type: integer, minimum: 7, maximum: 35, default: 7, tier: mandatory }
  tls:                 { const: required, tier: mandatory, why: Customer data leaves the host. }
  maxConnections:      { type: integer, default: 100, tier: recommended, change: restart }
  highAvailability:    { type: boolean, default: false }
  collation:           { type: string, default: C.UTF-8, change: replace }
sizes:
  small: { cpu: 1, memoryGiB: 2 }
  large: { cpu: 8, memoryGiB: 32, storageGiB: 256 }
outputs:
  host: { type: string }
  port: { type: integer }
  name: { type: string }
  username: { type: string }
  password: { type: string, secret: true }
  url: { type: string, secret: true }
recipes:
  local:      { driver: postgres }
  terraform:  { module: ./modules/postgres-flexible, version: "~> 2.1", outputs: { host: fqdn } }
`;

const type = (name: string, outputs: string) => `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: ${name} }
outputs: ${outputs}
recipes: { local: { driver: ${name} }, terraform: { module: ./modules/${name} } }
`;

const acme = {
  platform: PLATFORM,
  types: {
    postgres: POSTGRES,
    bucket: type("bucket", "{ name: { type: string } }"),
    queue: type("queue", "{ url: { type: string, secret: true } }"),
  },
};

describe("the documents that use all of the design", () => {
  test("on the starter platform, what it does not offer is said by name", () => {
    expect(tried(MANIFEST).text).toMatchInlineSnapshot(`
      "towpath.yaml:38:20 manifest/not-built-yet
        queue is not built yet; the starter platform offers bucket, postgres.
      towpath.yaml:52:3 manifest/unknown-environment (advisory)
        The starter platform has no environment "prod": what the manifest says of it waits for a platform that has it."
    `);
  });

  test("on the platform of the design it resolves whole", () => {
    const { graph, text } = tried(MANIFEST, acme);
    expect(text).toMatchInlineSnapshot(`
      "towpath.yaml:36:86 and platform/types/postgres.yaml:20:3 setting/postgres/maxConnections (advisory)
        maxConnections of postgres is 150; the platform recommends 100."
    `);
    expect(graph?.workloads[0]).toMatchObject({
      route: { host: "orders.localhost" },
      deploy: { migrate: "npm run migrate", smoke: "node smoke.js", bakeMs: 120_000 },
    });
    expect(graph?.toolchain).toEqual({ node: "24" });
    expect(graph?.test).toMatchObject({ run: "npm test", with: ["resources.db"], minimum: { lines: 80 } });
    expect(graph?.moved).toMatchObject([{ from: "resources.database", to: "resources.db" }]);
    expect(graph?.secrets).toMatchObject([{ address: "secrets.partner-key", from: "vault:partner-key" }]);
    expect(graph?.exposes).toMatchObject([{ name: "api", kind: "openapi", allow: ["team-billing"] }]);
    expect(graph?.consumes).toMatchObject([{ name: "payments", service: "payments", contract: "api" }]);
    expect(graph?.resources.find(({ name }) => name === "shared")?.share).toBe("queue.default#shop-events");
  });

  test("and so in the cloud", () => {
    const { graph } = tried(MANIFEST, { ...acme, environment: "prod" });
    expect(graph?.environment).toMatchObject({
      artifacts: { oci: "ghcr.io/acme" },
      state: { store: "azblob", options: { account: "acme" } },
      secrets: { vault: { azureKeyVault: { name: "acme" } } },
      gates: { approvals: { count: 1 }, freeze: [{ from: "2026-12-20", zone: "Europe/Berlin" }] },
    });
    expect(graph?.workloads[0]).toMatchObject({ engine: "aks", scale: { min: 4, max: 10 } });
    const db = graph?.resources.find(({ name }) => name === "db");
    expect(db).toMatchObject({ engine: "azure", size: { value: "large" }, variant: { value: "flexible" } });
    expect(db?.settings["storageGiB"]).toMatchObject({ value: 256, change: "grow-only" });
  });
});
