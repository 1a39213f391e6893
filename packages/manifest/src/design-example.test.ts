import { describe, expect, test } from "vitest";
import { acme, MANIFEST } from "./testing/design-documents.ts";
import { tried } from "./testing/resolved.ts";

/** The files that it names. */
const CONTRACTS = { "api/openapi.yaml": "openapi: 3.1.0\n", "contracts/payments.json": "{}\n" };

describe("the documents that use all of the design", () => {
  test("on the starter platform, an environment that it does not have is said by name", () => {
    expect(tried(MANIFEST, { files: CONTRACTS }).text).toMatchInlineSnapshot(`
      "towpath.yaml:52:3 manifest/unknown-environment (advisory)
        The starter platform has no environment "prod": what the manifest says of it waits for a platform that has it."
    `);
  });

  test("on the platform of the design it resolves whole", () => {
    const { graph, text } = tried(MANIFEST, { ...acme, files: CONTRACTS });
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
      gates: { approvals: { count: 1 }, freeze: [{ kind: "dates", from: "2026-12-20", zone: "Europe/Berlin" }] },
    });
    expect(graph?.workloads[0]).toMatchObject({ engine: "aks", scale: { min: 4, max: 10 } });
    const db = graph?.resources.find(({ name }) => name === "db");
    expect(db).toMatchObject({ engine: "azure", size: { value: "large" }, variant: { value: "flexible" } });
    expect(db?.settings["storageGiB"]).toMatchObject({ value: 256, change: "grow-only" });
  });
});
