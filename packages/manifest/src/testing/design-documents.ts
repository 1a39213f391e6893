/** A manifest that uses all that the design has. */
export const MANIFEST = `apiVersion: towpath.dev/v1
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

/** A platform that uses all that the design has. */
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

/** The platform of the design with its types, as `tried` takes it. */
export const acme = {
  platform: PLATFORM,
  types: {
    postgres: POSTGRES,
    bucket: type("bucket", "{ name: { type: string } }"),
    queue: type("queue", "{ url: { type: string, secret: true } }"),
  },
};
