import { RISKS } from "@towpath/manifest/difference";
import { describe, expect, test } from "vitest";
import { readPlan } from "../plan/read-plan.ts";
import { planWith } from "../plan/testing/plan-sketch.ts";
import { AWS } from "./aws.ts";
import { AZURE } from "./azure.ts";
import { GOOGLE } from "./google.ts";
import { KUBERNETES } from "./kubernetes.ts";
import { MADE_UP } from "./made-up.ts";
import { riskOfThing } from "./risk-of-thing.ts";
import type { RiskOverrides } from "./type-risk.ts";
import { WITHIN_SERVERS } from "./within-servers.ts";

function riskOf(
  type: string,
  actions: readonly string[],
  change: {
    readonly before?: object;
    readonly after?: object;
    readonly isStateful?: boolean;
    readonly risks?: RiskOverrides;
  } = {},
) {
  const { before = {}, after = {}, isStateful = false, risks = {} } = change;
  const json = (value: object) => JSON.parse(JSON.stringify(value));
  const address = `module.db.${type}.this[0]`;
  const text = planWith([{ address, actions, before: json(before), after: json(after), entry: { type } }]);
  const [thing] = readPlan(text).changes;
  if (!thing) throw new Error("The thing is there.");
  return riskOfThing(thing, isStateful, risks);
}

describe("removing a thing", () => {
  test.each([
    ["azurerm_postgresql_flexible_server", false, "data-loss"],
    ["azurerm_postgresql_flexible_server_firewall_rule", true, "downtime"],
    ["azurerm_monitor_diagnostic_setting", true, "none"],
    ["aws_db_instance", false, "data-loss"],
    ["aws_rds_cluster_instance", true, "downtime"],
    ["google_sql_database_instance", false, "data-loss"],
    ["kubernetes_persistent_volume_claim_v1", false, "data-loss"],
    ["random_pet", true, "none"],
    ["random_password", true, "downtime"],
    ["acme_thing", true, "data-loss"],
    ["acme_thing", false, "downtime"],
    ["constructor", false, "downtime"],
    ["__proto__", true, "data-loss"],
  ])("%s of what holds data (%s) is %s", (type, isStateful, risk) => {
    expect(riskOf(type, ["delete"], { isStateful })).toBe(risk);
    expect(riskOf(type, ["delete", "create"], { isStateful })).toBe(risk);
  });

  test.each([["create"], ["no-op"], ["forget"]])("is not what %s does", (action) => {
    expect(riskOf("aws_db_instance", [action], { isStateful: true })).toBe("none");
  });
});

describe("changing a thing in place", () => {
  test.each([
    ["azurerm_postgresql_flexible_server", { sku_name: "a" }, { sku_name: "b" }, "restart"],
    ["azurerm_postgresql_flexible_server", { version: "16" }, { version: "17" }, "downtime"],
    [
      "azurerm_postgresql_flexible_server",
      { version: "16", sku_name: "a" },
      { version: "17", sku_name: "b" },
      "downtime",
    ],
    ["azurerm_postgresql_flexible_server", { tags: { a: "1" } }, { tags: { a: "2" } }, "none"],
    [
      "azurerm_kubernetes_cluster",
      { default_node_pool: [{ vm_size: "a" }] },
      { default_node_pool: [{ vm_size: "b" }] },
      "restart",
    ],
    [
      "azurerm_kubernetes_cluster",
      { default_node_pool: [{ max_count: 1 }] },
      { default_node_pool: [{ max_count: 2 }] },
      "none",
    ],
    ["google_sql_database_instance", { settings: [{ tier: "a" }] }, { settings: [{ tier: "b" }] }, "restart"],
    ["azurerm_linux_web_app", { app_settings: { A: "1" } }, { app_settings: { A: "2" } }, "restart"],
    ["azurerm_linux_web_app", { tags: { A: "1" } }, { tags: { A: "2" } }, "none"],
    ["acme_thing", { a: 1 }, { a: 2 }, "none"],
  ])("%s from %j to %j", (type, before, after, risk) => {
    expect(riskOf(type, ["update"], { before, after, isStateful: true })).toBe(risk);
  });
});

describe("what the platform says", () => {
  const type = "azurerm_postgresql_flexible_server";

  test("of a type holds for that, and the tables for the rest", () => {
    const risks = { [type]: { replace: "downtime" } } as const;
    expect(riskOf(type, ["create", "delete"], { risks })).toBe("downtime");
    expect(riskOf(type, ["delete"], { risks })).toBe("data-loss");
    expect(riskOf(type, ["update"], { risks, before: { version: "1" }, after: { version: "2" } })).toBe("downtime");
  });

  test("of updates holds for every attribute that it does not name", () => {
    const risks = { [type]: { update: "unknown", attributes: { version: "none" } } } as const;
    expect(riskOf(type, ["update"], { risks, before: { version: "1" }, after: { version: "2" } })).toBe("none");
    expect(riskOf(type, ["update"], { risks, before: { tags: {} }, after: { tags: { a: "1" } } })).toBe("unknown");
  });
});

test.each(Object.entries({ AWS, AZURE, GOOGLE, KUBERNETES, MADE_UP, WITHIN_SERVERS }))(
  "%s names types and known risks",
  (_, table) => {
    for (const [type, { remove, update = "none", attributes = {} }] of Object.entries(table)) {
      expect(type).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/);
      expect(RISKS).toEqual(expect.arrayContaining([remove, update, ...Object.values(attributes)]));
      for (const path of Object.keys(attributes)) expect(path).toMatch(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/);
    }
  },
);

describe("making anew what is nothing by itself", () => {
  const riskWith = (isStateful: boolean, thing: object, risks: RiskOverrides = {}) => {
    const resources = [
      { address: "null_resource.this", mode: "managed", expressions: {}, ...thing },
      { address: "null_resource.other", mode: "managed", expressions: {} },
    ];
    const root = { root_module: { module_calls: { db: { module: { resources } } } } };
    const address = "module.db.null_resource.this[0]";
    const configuration = JSON.parse(JSON.stringify(root));
    const [change] = readPlan(planWith([{ address, actions: ["delete", "create"] }], { configuration })).changes;
    return change && riskOfThing({ ...change, type: "null_resource" }, isStateful, risks);
  };
  const commands = { provisioners: [{ type: "local-exec", expressions: { command: {} } }] };

  test("loses nothing; what commands of its module do with it, nobody knows", () => {
    expect(riskWith(true, {})).toBe("none");
    expect(riskWith(true, commands)).toBe("unknown");
    expect(riskWith(false, commands)).toBe("unknown");
  });

  test("is what the platform says, also then", () => {
    expect(riskWith(true, commands, { null_resource: { replace: "none" } })).toBe("none");
  });
});
