import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { beforeAll, describe, expect, test } from "vitest";
import { changesOf } from "../plan/changes-of.ts";
import { type RealRoot, realRoot } from "../plan/testing/real-root.ts";
import { requestWith } from "../plan/testing/request-with.ts";

const program = terraformHere();

const MODULE = `
variable "sku" { type = string }
variable "engine" { type = string }
variable "storage" { type = number }
variable "login" { type = string }
variable "password" {
  type      = string
  ephemeral = true
}
variable "password_version" { type = number }
variable "rules" { type = map(string) }
resource "azurerm_postgresql_flexible_server" "server" {
  name                              = "orders-db"
  resource_group_name               = "orders"
  location                          = "westeurope"
  version                           = var.engine
  administrator_login               = var.login
  administrator_password_wo         = var.password
  administrator_password_wo_version = var.password_version
  sku_name                          = var.sku
  storage_mb                        = var.storage
}
resource "azurerm_postgresql_flexible_server_firewall_rule" "rule" {
  for_each         = var.rules
  name             = each.key
  server_id        = azurerm_postgresql_flexible_server.server.id
  start_ip_address = each.value
  end_ip_address   = each.value
}
`;
const PASSWORD = "a-password-that-is-written-only";
const GIVEN = {
  sku: "GP_Standard_D2ds_v5",
  engine: "16",
  storage: 32768,
  login: "owner",
  password: "${var.password}",
  password_version: 1,
  rules: { "office.east": "10.0.0.1" },
};
const ROOT = {
  variable: { password: { type: "string", ephemeral: true, sensitive: true, default: PASSWORD } },
  provider: { azurerm: { features: {}, subscription_id: "00000000-0000-0000-0000-000000000000" } },
  terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm" } } },
};

// Without the real program there is no real plan.
describe.skipIf(program === undefined)("a PostgreSQL server of Azure", () => {
  let provider: RunningProvider;
  let root: RealRoot;

  beforeAll(async () => {
    provider = await startProvider();
    root = realRoot(program ?? "", provider, "hashicorp/azurerm");
    root.write(MODULE, GIVEN, ROOT);
    await root.plan();
    await root.apply();
    return async () => {
      root[Symbol.dispose]();
      await provider.close();
    };
  }, 60_000);

  test.each([
    ["that is made larger", { sku: "GP_Standard_D4ds_v5" }, "update", "restart", ["sku_name"]],
    ["with more storage", { storage: 65536 }, "update", "none", ["storage_mb"]],
    ["of another version", { engine: "17" }, "update", "downtime", ["version"]],
    [
      "with another password",
      { password_version: 2 },
      "update",
      "none",
      ["administrator_password_wo", "administrator_password_wo_version"],
    ],
  ])("%s", async (_, given, action, risk, paths) => {
    root.write(MODULE, { ...GIVEN, ...given }, ROOT);
    const { text } = await root.plan();
    const [change] = changesOf(requestWith({ plan: text, recorded: { "resources.db": {} } }));
    expect(change).toMatchObject({ action, risk });
    expect(change?.diff.map(({ path }) => path)).toEqual(
      paths.map((path) => `azurerm_postgresql_flexible_server.server.${path}`),
    );
    expect(JSON.stringify(change)).not.toContain(PASSWORD);
  });

  test("of another administrator is another server", async () => {
    root.write(MODULE, { ...GIVEN, login: "other" }, ROOT);
    const { text } = await root.plan();
    expect(changesOf(requestWith({ plan: text, recorded: { "resources.db": {} } }))).toMatchObject([
      {
        action: "replace",
        risk: "data-loss",
        reasons: expect.arrayContaining([
          "azurerm_postgresql_flexible_server.server is made anew: administrator_login cannot change in place.",
        ]),
      },
    ]);
  });

  test("that loses a firewall rule interrupts who came through it, and loses no data", async () => {
    root.write(MODULE, { ...GIVEN, rules: {} }, ROOT);
    const { text } = await root.plan();
    expect(changesOf(requestWith({ plan: text, recorded: { "resources.db": {} } }))).toMatchObject([
      {
        action: "update",
        risk: "downtime",
        reasons: [
          'azurerm_postgresql_flexible_server_firewall_rule.rule["office.east"] goes: it has a key that its module asks for no longer.',
        ],
      },
    ]);
  });
});
