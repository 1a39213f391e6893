import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { type Graph, loadPlatform, loadService, resolve } from "@towpath/manifest";
import { startProvider, terraformHere } from "@towpath/testkit/terraform";
import { expect, test } from "vitest";
import { PACKAGE, TODAY } from "./testing/azure-service.ts";
import { PASSWORD, terraformRun } from "./testing/terraform-run.ts";

const terraform = terraformHere();
const EXAMPLES = join(PACKAGE, "../../examples");
const HOME = { folder: join(EXAMPLES, "platform/types"), boundary: join(EXAMPLES, "platform") };

/** The example's service in an environment of the example's platform. */
function ordersIn(environment: string): Graph {
  const platform = loadPlatform("platform", nodeFiles, EXAMPLES).value;
  const service = loadService("orders/towpath.yaml", nodeFiles, EXAMPLES).value;
  const graph = platform && service && resolve({ service, platform, environment, now: TODAY }).graph;
  if (!graph) throw new Error("The examples do not resolve.");
  return graph;
}

// Without the real program there is nothing to hold the modules to.
test.skipIf(terraform === undefined).each(["int", "prod"])(
  "the example's own modules make what its service asks for in %s",
  async (environment) => {
    await using provider = await startProvider();
    const graph = ordersIn(environment);
    const { subscription, group, network } = graph.environment.values;
    const place = { resource_group_name: String(group), virtual_network_name: String(network) };
    const within = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network`;
    for (const name of ["databases", "endpoints"])
      await provider.put("azurerm_subnet", `${within}/virtualNetworks/${network}/subnets/${name}`, { ...place, name });
    for (const name of [`${network}.postgres.database.azure.com`, "privatelink.blob.core.windows.net"])
      await provider.put("azurerm_private_dns_zone", `${within}/privateDnsZones/${name}`, { ...place, name });

    using run = terraformRun(terraform ?? "", provider, HOME);
    await run.write(graph);
    expect(await run.validate()).toEqual([]);
    await run.apply();
    expect(await run.plan()).toEqual([]);
    expect(run.kept()).not.toContain(PASSWORD);
    const things = await provider.things();
    const of = (type: string) =>
      things.filter((thing) => thing.type === `azurerm_${type}`).map(({ attributes }) => attributes);
    expect(of("storage_account")).toMatchObject([
      { public_network_access_enabled: false, tags: { service: "orders", department: "shop", "cost-center": "4711" } },
    ]);
    // In int databases are the cluster's.
    expect(of("postgresql_flexible_server")).toMatchObject(
      environment === "int"
        ? []
        : [
            {
              public_network_access_enabled: false,
              administrator_password_wo: PASSWORD,
              backup_retention_days: 14,
              high_availability: [{ mode: "ZoneRedundant" }],
              sku_name: "GP_Standard_D8ds_v5",
            },
          ],
    );
  },
);
