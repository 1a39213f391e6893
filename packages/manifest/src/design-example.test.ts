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

describe("the manifest that uses all of the design", () => {
  test("is refused for exactly what is not built, by name", () => {
    expect(tried(MANIFEST).text).toMatchInlineSnapshot(`
      "towpath.yaml:12:1 manifest/not-built-yet
        Toolchains are not built yet: "toolchain" cannot be used.
        > Leave it out for now.
      towpath.yaml:38:20 manifest/not-built-yet
        queue is not built yet; the starter platform offers bucket, postgres.
      towpath.yaml:38:27 manifest/not-built-yet
        Shared resources are not built yet: "share" cannot be used.
        > Leave it out for now.
      towpath.yaml:43:1 manifest/not-built-yet
        Contracts are not built yet: "exposes" cannot be used.
        > Leave it out for now.
      towpath.yaml:45:1 manifest/not-built-yet
        Contracts are not built yet: "consumes" cannot be used.
        > Leave it out for now.
      towpath.yaml:52:3 manifest/unknown-environment (advisory)
        The starter platform has no environment "prod": what the manifest says of it waits for a platform that has it."
    `);
  });

  test("without that it resolves whole", () => {
    const built = MANIFEST.replace(/^toolchain.*\n/m, "")
      .replace(/^ {2}shared.*\n/m, "")
      .replace(/^exposes:[\s\S]*(?=^moved)/m, "");
    const { graph, text } = tried(built);
    expect(text).toContain("(advisory)");
    expect(text).not.toContain("not-built-yet");
    expect(graph?.workloads[0]).toMatchObject({
      route: { host: "orders.localhost" },
      deploy: { migrate: "npm run migrate", smoke: "node smoke.js", bakeMs: 120_000 },
    });
    expect(graph?.test).toMatchObject({ run: "npm test", with: ["resources.db"], minimum: { lines: 80 } });
    expect(graph?.moved).toMatchObject([{ from: "resources.database", to: "resources.db" }]);
    expect(graph?.secrets).toMatchObject([{ address: "secrets.partner-key", from: "vault:partner-key" }]);
  });
});
