import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type GatedService, gatedService } from "../testing/gated-service.ts";
import { build } from "../verbs/build.ts";
import { deploy } from "../verbs/deploy.ts";
import { down } from "../verbs/down.ts";
import { rollback } from "../verbs/rollback.ts";

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

const REQUIRED = "{ engine: local, gates: { requires: [contracts] } }";

const api = (properties: string) => `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      responses:
        "200":
          description: one
          content:
            application/json:
              schema: { type: object, required: [id], properties: { id: { type: string }, ${properties} } }
`;

/** A service whose contract has an order with a total, deployed once. */
async function deployed(
  environment: string,
  allow = "",
  files: Readonly<Record<string, string>> = {},
): Promise<GatedService> {
  const service = gatedService({ dev: environment });
  endings.push(() => down({ environment: "dev" }, service.as("anna")));
  const manifest = `apiVersion: towpath.dev/v1
kind: Service
platform: ./platform.yaml
metadata: { name: shop, owner: team-a }
workload: { run: node server.js, port: 18091, health: { path: /, interval: 100ms, grace: 2s } }
build: { output: [server.js] }
exposes: { api: { openapi: api.yaml${allow} } }
`;
  write(service, { "towpath.yaml": manifest, "api.yaml": api("total: { type: integer }"), ...files });
  await release(service, "v2");
  expect(await deploy({}, service.as("anna"))).toMatchObject({ status: "ok" });
  return service;
}

function write({ folder }: GatedService, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function release(service: GatedService, version: string): Promise<void> {
  service.change(version);
  expect(await build({}, service.as("anna"))).toMatchObject({ status: "ok" });
}

/** What the gate of contracts says of a release that answers with other properties. */
async function asked(service: GatedService, properties: string) {
  write(service, { "api.yaml": api(properties) });
  await release(service, `v${Math.random()}`);
  const result = await deploy({ isGatesOnly: true }, service.as("anna"));
  const answer = result.data?.gates?.find(({ gate }) => gate === "contracts");
  return { status: result.status, ...answer };
}

const consumer = (uses: string | undefined, name = "billing", owner = "team-b") =>
  `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: ${name}, owner: ${owner} }\nconsumes: { orders: { service: shop, contract: api${uses === undefined ? "" : `, uses: ${uses}`} } }\n`;

describe("a release that changes what the service promises", () => {
  test("is let through where it breaks nobody", async () => {
    const service = await deployed(REQUIRED);
    expect(await asked(service, "total: { type: integer }, note: { type: string }")).toMatchObject({
      status: "ok",
      answer: "allow",
      reason: "The contract api of shop changed in nothing that breaks who relies on it.",
    });
  });

  test("is refused where a consumer uses what changed, and let through where none does", async () => {
    const service = await deployed(REQUIRED, ", allow: [team-b]", {
      "services/billing/towpath.yaml": consumer("orders.uses.yaml"),
      "services/billing/orders.uses.yaml": "operations:\n  - operation: getOrder\n    response: [/total]\n",
    });
    expect(await asked(service, "total: { type: string }")).toMatchObject({
      status: "failed",
      answer: "deny",
      reason: expect.stringMatching(/^The contract api of shop breaks billing: total is a text in answers/),
      todo: expect.stringContaining("billing"),
    });
    write(service, {
      "services/billing/orders.uses.yaml": "operations:\n  - operation: getOrder\n    response: [/id]\n",
    });
    expect(await asked(service, "total: { type: string }")).toMatchObject({
      status: "ok",
      reason: "The contract api of shop changed, and billing uses none of what changed.",
    });
  });

  test("is told and let through where the environment does not require contracts", async () => {
    const service = await deployed("{ engine: local }");
    expect(await asked(service, "total: { type: string }")).toMatchObject({
      status: "ok",
      answer: "allow",
      reason: expect.stringMatching(/^Nobody knows .* dev does not require contracts\.$/),
    });
  });

  test("may be taken back, whatever the former one promised", async () => {
    const service = await deployed(REQUIRED, ", allow: []");
    write(service, { "api.yaml": api("total: { type: integer }, note: { type: string }") });
    await release(service, "v3");
    expect(await deploy({}, service.as("anna"))).toMatchObject({ status: "ok" });
    write(service, { "b/towpath.yaml": consumer(undefined) });
    expect(await rollback({}, service.as("anna"))).toMatchObject({
      status: "ok",
      data: {
        deployment: {
          gates: expect.arrayContaining([
            expect.objectContaining({
              gate: "contracts",
              answer: "allow",
              reason: expect.stringContaining("A rollback is let through."),
            }),
          ]),
        },
      },
    });
  });
});
