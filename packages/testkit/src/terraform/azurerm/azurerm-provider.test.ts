import type { JsonObject } from "@towpath/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningProvider, startProvider } from "../start-provider.ts";
import { terraformHere } from "../terraform-here.ts";
import { type TerraformFolder, terraformFolder } from "../testing/terraform-folder.ts";
import { readExtract } from "./read-extract.ts";

const terraform = terraformHere();
const SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/orders`;
const PASSWORD = "written-only-4e71";

const rootWith = (resource: JsonObject, more: JsonObject = {}): JsonObject => ({
  terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "~> 4.40" } } },
  provider: { azurerm: { features: {}, subscription_id: SUBSCRIPTION } },
  ...(Object.keys(resource).length > 0 && { resource }),
  ...more,
});

const place = { resource_group_name: "orders", location: "West Europe" };
const server = {
  ...place,
  name: "orders-db",
  version: "16",
  sku_name: "GP_Standard_D2s_v3",
  administrator_login: "pg",
};

// Without the real program there is nothing to hold the provider to.
describe.skipIf(terraform === undefined)("azurerm with the real terraform", () => {
  let provider: RunningProvider;
  let folder: TerraformFolder;

  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());
  beforeEach(async () => {
    for (const { id, type } of await provider.things()) await provider.remove(id, type);
    folder = terraformFolder(terraform ?? "", provider);
    return () => folder[Symbol.dispose]();
  });

  async function initialized(root: JsonObject): Promise<void> {
    folder.write(root);
    expect(await folder.run("init", "-no-color")).toMatchObject({ code: 0 });
  }
  const apply = () => folder.run("apply", "-no-color", "-auto-approve");

  test("terraform takes all of its schemas", async () => {
    await initialized(rootWith({}));
    const said = await folder.run("providers", "schema", "-json");
    const { provider_schemas: schemas }: { provider_schemas: Record<string, Record<string, object>> } = JSON.parse(
      said.stdout,
    );
    const azurerm = schemas["registry.terraform.io/hashicorp/azurerm"] ?? {};
    const extract = readExtract();
    expect(Object.keys(azurerm["resource_schemas"] ?? {}).sort()).toEqual(Object.keys(extract.resources).sort());
    expect(Object.keys(azurerm["data_source_schemas"] ?? {}).sort()).toEqual(Object.keys(extract.dataSources).sort());
    expect(Object.keys(azurerm["ephemeral_resource_schemas"] ?? {})).toEqual(["azurerm_key_vault_secret"]);
  });

  test("is made with ids, names and keys as the cloud gives them, and then there is nothing to do", async () => {
    await initialized(
      rootWith(
        {
          azurerm_postgresql_flexible_server: {
            db: { ...server, administrator_password_wo: PASSWORD, administrator_password_wo_version: 1 },
          },
          azurerm_postgresql_flexible_server_database: {
            db: { name: "orders", server_id: "${azurerm_postgresql_flexible_server.db.id}" },
          },
          azurerm_storage_account: {
            files: {
              ...place,
              name: "ordersfiles",
              account_tier: "Standard",
              account_replication_type: "ZRS",
              identity: { type: "SystemAssigned" },
              blob_properties: { versioning_enabled: true, delete_retention_policy: { days: 7 } },
            },
          },
          azurerm_network_security_group: {
            rules: {
              ...place,
              name: "rules",
              security_rule: [
                {
                  ...Object.fromEntries(
                    [
                      "description",
                      "destination_address_prefixes",
                      "destination_application_security_group_ids",
                      "destination_port_ranges",
                      "source_address_prefixes",
                      "source_application_security_group_ids",
                      "source_port_ranges",
                    ].map((name) => [name, null]),
                  ),
                  name: "https",
                  priority: 100,
                  direction: "Inbound",
                  access: "Allow",
                  protocol: "Tcp",
                  source_port_range: "*",
                  destination_port_range: "443",
                  source_address_prefix: "*",
                  destination_address_prefix: "*",
                },
              ],
            },
          },
        },
        {
          data: { azurerm_client_config: { me: {} } },
          output: {
            host: { value: "${azurerm_postgresql_flexible_server.db.fqdn}" },
            database: { value: "${azurerm_postgresql_flexible_server_database.db.id}" },
            blob: { value: "${azurerm_storage_account.files.primary_blob_endpoint}" },
            principal: { value: "${azurerm_storage_account.files.identity[0].principal_id}" },
            subscription: { value: "${data.azurerm_client_config.me.subscription_id}" },
          },
        },
      ),
    );
    expect((await apply()).text).toContain("Apply complete!");
    const outputs: Record<string, { value: string }> = JSON.parse((await folder.run("output", "-json")).stdout);
    expect(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]))).toEqual({
      host: "orders-db.postgres.database.azure.com",
      database: `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-db/databases/orders`,
      blob: "https://ordersfiles.blob.core.windows.net/",
      principal: expect.stringMatching(/^[0-9a-f-]{36}$/),
      subscription: SUBSCRIPTION,
    });
    expect((await folder.run("state", "pull")).text).not.toContain(PASSWORD);
    const db = (await provider.things()).find(({ type }) => type === "azurerm_postgresql_flexible_server");
    expect(db?.attributes).toMatchObject({ administrator_password_wo: PASSWORD, storage_mb: 32768 });
    expect(await folder.plan()).toMatchObject({ code: 0 });
  });

  test("a newer version of a server is an update, an older one replaces it", async () => {
    const root = (more: JsonObject) => rootWith({ azurerm_postgresql_flexible_server: { db: { ...server, ...more } } });
    await initialized(root({}));
    await apply();
    const actions = async (more: JsonObject) => {
      folder.write(root(more));
      const { json } = await folder.plan();
      return json.resource_changes?.[0]?.change.actions;
    };
    expect(await actions({ version: "17" })).toEqual(["update"]);
    expect(await actions({ version: "15" })).toEqual(["delete", "create"]);
    expect(await actions({ storage_mb: 65536 })).toEqual(["update"]);
    expect(await actions({ administrator_login: "other" })).toEqual(["delete", "create"]);
    expect(await actions({ location: "North Europe" })).toEqual(["delete", "create"]);
    expect(await actions({ sku_name: "GP_Standard_D4s_v3" })).toEqual(["update"]);
  });

  test("an account is replaced where it gets zones, and changed in place where it does not", async () => {
    const root = (account_replication_type: string) =>
      rootWith({
        azurerm_storage_account: {
          a: { ...place, name: "orders", account_tier: "Standard", account_replication_type },
        },
      });
    await initialized(root("LRS"));
    await apply();
    const actions = async (type: string) => {
      folder.write(root(type));
      return (await folder.plan()).json.resource_changes?.[0]?.change.actions;
    };
    expect(await actions("GRS")).toEqual(["update"]);
    expect(await actions("ZRS")).toEqual(["delete", "create"]);
  });

  test("what azurerm does not take fails the plan", async () => {
    await initialized(
      rootWith({
        azurerm_storage_account: {
          a: { ...place, name: "No-Such-Name", account_tier: "Standard", account_replication_type: "LRS" },
        },
      }),
    );
    expect((await folder.run("plan", "-no-color")).text).toContain("invalid value for name");
    const refused = async (more: JsonObject) => {
      folder.write(rootWith({ azurerm_postgresql_flexible_server: { db: { ...server, ...more } } }));
      return (await folder.run("validate", "-no-color")).text.replaceAll(/\s+/g, " ");
    };
    expect(await refused({ administrator_password_wo: "p" })).toContain("administrator_password_wo_version is not");
    expect(
      await refused({
        administrator_password: "p",
        administrator_password_wo: "p",
        administrator_password_wo_version: 1,
      }),
    ).toContain("administrator_password conflicts with administrator_password_wo");
    expect(await refused({ no_such_argument: 1 })).toContain("Extraneous JSON object property");
    expect(await refused({ version: "9" })).toContain("invalid value for version");
  });

  test("what is there already is read, and has to be imported to be managed", async () => {
    const vault = `${GROUP}/providers/Microsoft.KeyVault/vaults/orders`;
    await provider.put("azurerm_resource_group", GROUP, { name: "orders", location: "westeurope" });
    await provider.put("azurerm_key_vault", vault, {
      name: "orders",
      resource_group_name: "orders",
      vault_uri: "https://orders",
    });
    await provider.put("azurerm_key_vault_secret", `${vault}/secrets/password`, {
      name: "password",
      key_vault_id: vault,
      value: "in-the-vault",
    });
    await initialized(
      rootWith(
        {
          azurerm_resource_group: { orders: { name: "orders", location: "westeurope" } },
          azurerm_postgresql_flexible_server: {
            db: {
              ...server,
              administrator_password_wo: "${ephemeral.azurerm_key_vault_secret.password.value}",
              administrator_password_wo_version: 1,
            },
          },
        },
        {
          data: { azurerm_key_vault: { orders: { name: "orders", resource_group_name: "orders" } } },
          ephemeral: {
            azurerm_key_vault_secret: {
              password: { name: "password", key_vault_id: "${data.azurerm_key_vault.orders.id}" },
            },
          },
        },
      ),
    );
    const { text } = await apply();
    expect(text.replaceAll(/[\s│╷╵]+/g, " ")).toContain(
      `A resource with the ID "${GROUP}" already exists - to be managed via Terraform this resource needs to be imported into the State.`,
    );
    const db = (await provider.things()).find(({ type }) => type === "azurerm_postgresql_flexible_server");
    expect(db?.attributes["administrator_password_wo"]).toBe("in-the-vault");
  });

  test("a data source finds nothing where there is nothing", async () => {
    await initialized(
      rootWith(
        {},
        {
          data: {
            azurerm_subnet: { apps: { name: "apps", virtual_network_name: "v", resource_group_name: "orders" } },
          },
        },
      ),
    );
    expect((await folder.run("plan", "-no-color")).text).toContain("was not found");
  });
});
