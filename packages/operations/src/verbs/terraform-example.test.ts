import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { drift } from "./drift.ts";
import { outputs } from "./outputs.ts";
import { plan } from "./plan.ts";
import { status } from "./status.ts";

const EXAMPLES = join(import.meta.dirname, "../../../../examples");
const GROUP = "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/acme-prod/providers";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("the example in prod", { timeout: 120_000 }, () => {
  let provider: RunningProvider;
  beforeEach(async () => {
    provider = await startProvider();
    // What the platform team has there for everybody: a network and its names.
    const network = { virtual_network_name: "acme-prod", resource_group_name: "acme-prod" };
    for (const name of ["databases", "endpoints"])
      await provider.put("azurerm_subnet", `${GROUP}/Microsoft.Network/virtualNetworks/acme-prod/subnets/${name}`, {
        ...network,
        name,
      });
    for (const name of ["acme-prod.postgres.database.azure.com", "privatelink.blob.core.windows.net"])
      await provider.put("azurerm_private_dns_zone", `${GROUP}/Microsoft.Network/privateDnsZones/${name}`, {
        resource_group_name: "acme-prod",
        name,
      });
  });
  afterEach(() => provider.close());

  const request = { environment: "prod", platform: "../platform" };
  const made = async () =>
    (await provider.things()).filter(({ type }) => !/subnet|dns_zone$/.test(type)).map(({ type }) => type);

  /** The examples as they are, except that state lies in files: this machine has no way to Acme's accounts. */
  function examples() {
    const { folder } = folderWith({});
    const skipped = ["node_modules", "dist", "reports", ".towpath"];
    cpSync(EXAMPLES, folder, { recursive: true, filter: (path) => !skipped.some((name) => path.endsWith(`/${name}`)) });
    const platform = join(folder, "platform/platform.yaml");
    const text = readFileSync(platform, "utf8");
    const local = text
      .replaceAll(/^ {8}backend:.*\n(?: {10}.*\n)+/gm, "")
      .replaceAll(/^ {4}state: \{ store: azblob.*\n/gm, "");
    expect(local.length).toBeLessThan(text.length - 300);
    writeFileSync(platform, local);
    const variables = {
      PATH: process.env["PATH"],
      HOME: folder,
      TOWPATH_HOME: join(folder, "home"),
      ...provider.variables,
    };
    return folderWith({}, { folder: join(folder, "orders"), clock: nodeClock, variables }).effects;
  }

  test("has its database and its bucket by Terraform, although its workload is on another engine", async () => {
    const effects = examples();
    const planned = await plan(request, effects);
    expect(planned).toMatchObject({
      status: "ok",
      data: {
        hasChanges: true,
        plan: {
          changes: [
            { address: "resources.db", type: "postgres", engine: "azure", action: "create" },
            { address: "resources.uploads", type: "bucket", engine: "azure", action: "create" },
          ],
        },
      },
    });
    const applied = await apply({ ...request, confirm: async () => true }, effects);
    expect(applied).toMatchObject({ status: "ok", data: { status: "done" } });
    expect(await made()).toEqual(
      expect.arrayContaining(["azurerm_postgresql_flexible_server", "azurerm_storage_account"]),
    );
    expect(await plan(request, effects)).toMatchObject({ status: "ok", data: { hasChanges: false } });
    expect(await status(request, effects)).toMatchObject({
      status: "ok",
      data: { resources: [{ status: "ready" }, { status: "ready" }], instances: [] },
    });
    expect(await drift(request, effects)).toMatchObject({ status: "ok", data: { hasDrifted: false } });
    expect((await outputs({ ...request, isTerminal: false }, effects)).data?.outputs).toMatchObject({
      "resources.db.url": { value: null, isSecret: true },
      "resources.db.host": {
        value: expect.stringMatching(/^prod-orders-db-.*\.postgres\.database\.azure\.com$/),
        isSecret: false,
      },
    });
    expect(await deploy({ ...request, release: undefined }, effects)).toMatchObject({
      findings: [
        {
          code: "operation/engine-not-built",
          message: expect.stringContaining('engine "aks" of kind kubernetes'),
          suggestions: [expect.stringContaining("plan, apply, drift, status and destroy work")],
        },
      ],
    });
    const allowed = ["data-loss:resources.db", "data-loss:resources.uploads"];
    expect(await destroy({ ...request, allowed, confirm: async () => true }, effects)).toMatchObject({ status: "ok" });
    expect(await made()).toEqual([]);
  });
});
