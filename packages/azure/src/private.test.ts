import type { JsonObject } from "@towpath/core";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { azurePlatform, azureService } from "./testing/azure-service.ts";
import { SSH_KEY } from "./testing/cases.ts";
import { PASSWORD, type TerraformRun, terraformRun } from "./testing/terraform-run.ts";

const terraform = terraformHere();
const RESOURCES = `{ db: { type: postgres }, sql: { type: mysql }, files: { type: bucket }, cache: { type: redis }, jobs: { type: queue },
  secrets: { type: vault }, host: { type: vm, settings: { sshKey: "${SSH_KEY}", dataDiskGiB: 64 } }, k8s: { type: cluster } }`;

// Without the real program there is no cloud to look at.
describe.skipIf(terraform === undefined)("what services get without a word", () => {
  let provider: RunningProvider;
  let run: TerraformRun;
  let things: Readonly<Record<string, readonly JsonObject[]>>;
  const { graph } = azureService(RESOURCES);
  const one = (type: string): JsonObject => {
    const [thing, second] = things[`azurerm_${type}`] ?? [];
    if (!thing || second) throw new Error(`There is not one ${type}.`);
    return thing;
  };

  beforeAll(async () => {
    provider = await startProvider();
    run = terraformRun(terraform ?? "", provider);
    await run.write(graph);
    await run.apply();
    const byType = Map.groupBy(await provider.things(), ({ type }) => type);
    things = Object.fromEntries([...byType].map(([type, all]) => [type, all.map(({ attributes }) => attributes)]));
  });
  afterAll(async () => {
    run[Symbol.dispose]();
    await provider.close();
  });

  test("has no address on the internet", () => {
    expect(things["azurerm_public_ip"]).toBeUndefined();
    expect(one("postgresql_flexible_server")).toMatchObject({ public_network_access_enabled: false });
    expect(one("mysql_flexible_server")).toMatchObject({ public_network_access: "Disabled" });
    expect(one("storage_account")).toMatchObject({
      public_network_access_enabled: false,
      allow_nested_items_to_be_public: false,
      network_rules: [{ default_action: "Deny" }],
    });
    expect(one("storage_container")).toMatchObject({ container_access_type: "private" });
    expect(one("managed_redis")).toMatchObject({ public_network_access: "Disabled" });
    expect(one("servicebus_namespace")).toMatchObject({ sku: "Premium", public_network_access_enabled: false });
    expect(one("key_vault")).toMatchObject({
      public_network_access_enabled: false,
      network_acls: [{ default_action: "Deny" }],
    });
    expect(one("recovery_services_vault")).toMatchObject({ public_network_access_enabled: false });
    expect(one("managed_disk")).toMatchObject({
      public_network_access_enabled: false,
      network_access_policy: "DenyAll",
    });
    expect(one("network_interface")["ip_configuration"]).toMatchObject([{ public_ip_address_id: null }]);
    expect(one("kubernetes_cluster")).toMatchObject({
      private_cluster_enabled: true,
      private_cluster_public_fqdn_enabled: false,
      default_node_pool: [{ node_public_ip_enabled: false }],
    });
    expect(things["azurerm_postgresql_flexible_server_firewall_rule"]).toBeUndefined();
    expect(things["azurerm_mysql_flexible_server_firewall_rule"]).toBeUndefined();
  });

  test("is reached by a private endpoint with a name in the platform's zone", () => {
    const zones =
      things["azurerm_private_endpoint"]?.map(({ private_dns_zone_group: group }) => JSON.stringify(group)) ?? [];
    for (const zone of [
      "postgres.database.azure.com",
      "mysql.database.azure.com",
      "blob.core.windows.net",
      "redis.azure.net",
      "servicebus.windows.net",
      "vaultcore.azure.net",
    ])
      expect(
        zones.filter((group) =>
          group.includes(`/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/privatelink.${zone}`),
        ),
      ).toHaveLength(1);
  });

  test("lets nobody on a machine but by a key, and from nowhere", () => {
    const { security_rule: rules } = one("network_security_group");
    expect(rules).toMatchObject([{ access: "Deny", direction: "Inbound", source_address_prefix: "*" }]);
    expect(one("linux_virtual_machine")).toMatchObject({
      disable_password_authentication: true,
      admin_password: null,
      admin_ssh_key: [{ public_key: SSH_KEY }],
    });
  });

  test("speaks TLS only", () => {
    const configuration = [
      ...(things["azurerm_postgresql_flexible_server_configuration"] ?? []),
      ...(things["azurerm_mysql_flexible_server_configuration"] ?? []),
    ].map(({ name, value }) => `${name} ${value}`);
    expect(configuration.filter((line) => line === "require_secure_transport ON")).toHaveLength(2);
    expect(configuration).toEqual(
      expect.arrayContaining(["ssl_min_protocol_version TLSv1.2", "tls_version TLSv1.2,TLSv1.3"]),
    );
    expect(one("storage_account")).toMatchObject({ min_tls_version: "TLS1_2", https_traffic_only_enabled: true });
    expect(one("managed_redis")).toMatchObject({ default_database: [{ client_protocol: "Encrypted" }] });
    expect(one("servicebus_namespace")).toMatchObject({ minimum_tls_version: "1.2" });
  });

  test("is encrypted, twice where Azure can", () => {
    expect(one("storage_account")).toMatchObject({ infrastructure_encryption_enabled: true });
    expect(one("linux_virtual_machine")).toMatchObject({ encryption_at_host_enabled: true });
    expect(one("kubernetes_cluster")).toMatchObject({ default_node_pool: [{ host_encryption_enabled: true }] });
    expect(one("kubernetes_cluster_node_pool")).toMatchObject({ host_encryption_enabled: true });
  });

  test("is opened by identities, and by no key", () => {
    expect(one("storage_account")).toMatchObject({ shared_access_key_enabled: false, local_user_enabled: false });
    expect(one("managed_redis")).toMatchObject({ default_database: [{ access_keys_authentication_enabled: false }] });
    expect(one("servicebus_namespace")).toMatchObject({ local_auth_enabled: false });
    expect(things["azurerm_servicebus_queue_authorization_rule"]).toBeUndefined();
    expect(one("key_vault")).toMatchObject({ rbac_authorization_enabled: true });
    expect(one("kubernetes_cluster")).toMatchObject({
      local_account_disabled: true,
      workload_identity_enabled: true,
      run_command_enabled: false,
      azure_active_directory_role_based_access_control: [{ azure_rbac_enabled: true }],
    });
    expect(one("linux_virtual_machine")).toMatchObject({ identity: [{ type: "SystemAssigned" }] });
  });

  test("comes back when it is lost", () => {
    expect(one("postgresql_flexible_server")).toMatchObject({ backup_retention_days: 7 });
    expect(one("mysql_flexible_server")).toMatchObject({ backup_retention_days: 7 });
    expect(one("storage_account")).toMatchObject({
      account_replication_type: "ZRS",
      blob_properties: [{ versioning_enabled: true, delete_retention_policy: [{ days: 14 }] }],
    });
    expect(one("key_vault")).toMatchObject({ purge_protection_enabled: true, soft_delete_retention_days: 90 });
    expect(one("backup_protected_vm")).toMatchObject({ source_vm_id: one("linux_virtual_machine")["id"] ?? "" });
    expect(one("servicebus_queue")).toMatchObject({ dead_lettering_on_message_expiration: true });
  });

  test("is watched: each thing says what happens to the platform's workspace, and a cluster calls for help", () => {
    const logs = graph.environment.values["logs"];
    for (const setting of things["azurerm_monitor_diagnostic_setting"] ?? [])
      expect(setting).toMatchObject({ log_analytics_workspace_id: logs });
    expect(things["azurerm_monitor_diagnostic_setting"]).toHaveLength(10);
    const [group] = things["azurerm_monitor_action_group"] ?? [];
    for (const alert of things["azurerm_monitor_metric_alert"] ?? [])
      expect(alert).toMatchObject({ action: [{ action_group_id: group?.["id"] }] });
    expect(things["azurerm_monitor_metric_alert"]).toHaveLength(3);
    expect(one("monitor_alert_prometheus_rule_group")["rule"]).toHaveLength(6);
    expect(things["azurerm_monitor_data_collection_rule_association"]).toHaveLength(2);
  });

  test("says whose it is and who pays", () => {
    const tagged = Object.values(things)
      .flat()
      .filter(({ tags }) => tags !== undefined && tags !== null);
    expect(tagged.length).toBeGreaterThan(15);
    for (const { tags } of tagged)
      expect(tags).toMatchObject({ service: "shop", environment: "prod", owner: "team-shop", "cost-center": "4711" });
  });

  test("has its password in Azure, in the outputs, and nowhere else", async () => {
    expect(one("postgresql_flexible_server")).toMatchObject({ administrator_password_wo: PASSWORD });
    expect(one("mysql_flexible_server")).toMatchObject({ administrator_password_wo: PASSWORD });
    await run.plan();
    expect(run.kept()).not.toContain(PASSWORD);
    const { db, sql, files, cache, jobs } = await run.outputs(graph);
    const text = (value: unknown) =>
      typeof value === "object" && value && "reveal" in value && typeof value.reveal === "function"
        ? String(value.reveal())
        : undefined;
    const host = `${one("postgresql_flexible_server")["name"]}.postgres.database.azure.com`;
    expect(text(db?.["url"])).toBe(`postgresql://owner_app:${PASSWORD}@${host}:5432/app?sslmode=verify-full`);
    expect(text(db?.["jdbcUrl"])).toContain(
      `jdbc:postgresql://${host}:5432/app?user=owner_app&password=${PASSWORD}&sslmode=verify-full`,
    );
    expect(text(sql?.["url"])).toMatch(/^mysql:\/\/owner_app:.*@.*:3306\/app\?ssl-mode=VERIFY_IDENTITY$/);
    expect(text(cache?.["url"])).toMatch(/^rediss:\/\/[a-z0-9.-]+:10000$/);
    for (const secret of [files?.["key"], files?.["connectionString"], cache?.["password"], jobs?.["connectionString"]])
      expect(text(secret)).toBe("");
  });
});

// Not run where there is no Terraform: terraformHere() says so in one line, and fails in CI.
describe.skipIf(terraform === undefined)("what the platform allows", () => {
  let provider: RunningProvider;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());

  test("is open to the networks that it names, and to no other", async () => {
    using run = terraformRun(terraform ?? "", provider);
    const platform = azurePlatform({
      postgres: { allowedNetworks: { const: ["203.0.113.16/28", "198.51.100.7/32"] } },
      mysql: { allowedNetworks: { const: ["203.0.113.16/28"] } },
    });
    const { graph } = azureService("{ db: { type: postgres }, sql: { type: mysql } }", { platform });
    await run.write(graph);
    await run.apply();
    const rules = (await provider.things()).filter(({ type }) => type.endsWith("_firewall_rule"));
    expect(
      rules.map(({ attributes }) => [attributes["start_ip_address"], attributes["end_ip_address"]]).sort(),
    ).toEqual([
      ["198.51.100.7", "198.51.100.7"],
      ["203.0.113.16", "203.0.113.31"],
      ["203.0.113.16", "203.0.113.31"],
    ]);
    expect(await run.plan()).toEqual([]);
  });

  test.each([
    ["postgres", "class: burstable, cpu: 2, highAvailability: true", "Azure has no standby for class burstable"],
    ["postgres", "cpu: 1", "cpu must be 1, 2, 4, 8 or 16 for class burstable"],
    ["mysql", "class: burstable, cpu: 32", "cpu must be 1, 2, 4, 8 or 16 for class burstable"],
    ["bucket", "redundancy: zone, archiveAfterDays: 30", "archive_after_days needs redundancy disk"],
    ["redis", "maxMemoryMiB: 50000, clustering: NoCluster", "Azure has NoCluster up to 24 GiB"],
    ["queue", "plan: standard, maxSizeGiB: 10", "with plan premium also 10"],
    ["vm", "size: Standard_D4s_v5", "A machine needs a public SSH key"],
    ["cluster", "minNodes: 5, maxNodes: 3", "max of at least min"],
  ])("%s with %s is refused in words", async (type, settings, words) => {
    using run = terraformRun(terraform ?? "", provider);
    await run.write(azureService(`{ it: { type: ${type}, settings: { ${settings} } } }`).graph);
    const refused = await run.plan().catch((error: Error) => error.message.replaceAll(/\s+/g, " "));
    expect(refused).toContain(words);
  });
});
