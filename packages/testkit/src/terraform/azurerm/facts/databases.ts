import type { AzureFacts } from "../azure-facts.ts";

const SERVER_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const PASSWORD = "administrator_password";
/** A password is given as it is, or written only, with its version. */
const passwords = {
  together: [[`${PASSWORD}_wo`, `${PASSWORD}_wo_version`]],
  apart: [[PASSWORD, `${PASSWORD}_wo`]],
};
const ACCESS_KEYS = { primary_access_key: "{key primary}", secondary_access_key: "{key secondary}" };

/** PostgreSQL, MySQL and Redis. */
export const databases: Readonly<Record<string, AzureFacts>> = {
  azurerm_postgresql_flexible_server: {
    id: "{rg}/Microsoft.DBforPostgreSQL/flexibleServers/{name}",
    replaces: [
      "administrator_login",
      "customer_managed_key",
      "delegated_subnet_id",
      "geo_redundant_backup_enabled",
      "point_in_time_restore_time_in_utc",
      "source_server_id",
      "storage_mb",
      "version",
    ],
    rising: ["storage_mb", "version"],
    ...passwords,
    defaults: { auto_grow_enabled: false, geo_redundant_backup_enabled: false, public_network_access_enabled: true },
    computed: {
      fqdn: "{name}.postgres.database.azure.com",
      backup_retention_days: 7,
      storage_mb: 32768,
      storage_tier: "P4",
    },
    patterns: {
      name: SERVER_NAME,
      sku_name: /^(B_Standard_B\d+m?s|(GP|MO)_Standard_[DE]\d+[a-z]*(_v\d+)?)$/,
      version: /^1[1-8]$/,
      storage_mb: /^(32768|65536|131072|262144|524288|1048576|2097152|4193280|4194304|8388608|16777216|33553408)$/,
      backup_retention_days: /^([7-9]|[12]\d|3[0-5])$/,
    },
  },
  azurerm_postgresql_flexible_server_active_directory_administrator: {
    id: "{rg}/Microsoft.DBforPostgreSQL/flexibleServers/{server_name}/administrators/{object_id}",
    replaces: ["principal_name", "principal_type", "tenant_id"],
    patterns: { principal_type: /^(Group|ServicePrincipal|User)$/ },
  },
  azurerm_postgresql_flexible_server_configuration: { id: "{server_id}/configurations/{name}" },
  azurerm_postgresql_flexible_server_database: {
    id: "{server_id}/databases/{name}",
    replaces: ["charset", "collation"],
    defaults: { charset: "UTF8", collation: "en_US.utf8" },
  },
  azurerm_postgresql_flexible_server_firewall_rule: { id: "{server_id}/firewallRules/{name}" },
  azurerm_postgresql_flexible_server_virtual_endpoint: {
    id: "{source_server_id}/virtualEndpoints/{name}|{replica_server_id}/virtualEndpoints/{name}",
    replaces: ["type"],
  },
  azurerm_mysql_flexible_server: {
    id: "{rg}/Microsoft.DBforMySQL/flexibleServers/{name}",
    replaces: [
      "administrator_login",
      "create_mode",
      "delegated_subnet_id",
      "geo_redundant_backup_enabled",
      "point_in_time_restore_time_in_utc",
      "private_dns_zone_id",
      "source_server_id",
      "version",
      "zone",
    ],
    ...passwords,
    defaults: { backup_retention_days: 7, geo_redundant_backup_enabled: false },
    computed: { fqdn: "{name}.mysql.database.azure.com", public_network_access_enabled: true, replica_capacity: 10 },
    patterns: {
      name: SERVER_NAME,
      sku_name: /^(B_Standard_B\d+m?s|(GP|MO)_Standard_[DE]\d+[a-z]*(_v\d+)?)$/,
      version: /^(5\.7|8\.0\.21|8\.4)$/,
    },
  },
  azurerm_mysql_flexible_database: {
    id: "{rg}/Microsoft.DBforMySQL/flexibleServers/{server_name}/databases/{name}",
    replaces: ["charset", "collation"],
  },
  azurerm_mysql_flexible_server_active_directory_administrator: { id: "{server_id}/administrators/ActiveDirectory" },
  azurerm_mysql_flexible_server_configuration: {
    id: "{rg}/Microsoft.DBforMySQL/flexibleServers/{server_name}/configurations/{name}",
  },
  azurerm_mysql_flexible_server_firewall_rule: {
    id: "{rg}/Microsoft.DBforMySQL/flexibleServers/{server_name}/firewallRules/{name}",
  },
  azurerm_managed_redis: {
    id: "{rg}/Microsoft.Cache/redisEnterprise/{name}",
    replaces: ["high_availability_enabled", "sku_name"],
    defaults: { high_availability_enabled: true, public_network_access: "Enabled" },
    computed: { hostname: "{name}.{location}.redis.azure.net", port: 10000, ...ACCESS_KEYS },
    patterns: {
      name: /^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,62}$/,
      sku_name: /^(Balanced_B|ComputeOptimized_X|FlashOptimized_A|MemoryOptimized_M)\d+$/,
    },
  },
  azurerm_managed_redis_access_policy_assignment: {
    id: "{managed_redis_id}/databases/default/accessPolicyAssignments/{object_id}",
  },
  azurerm_redis_cache: {
    id: "{rg}/Microsoft.Cache/redis/{name}",
    replaces: ["subnet_id", "zones", "private_static_ip_address"],
    defaults: { public_network_access_enabled: true, access_keys_authentication_enabled: true },
    computed: {
      hostname: "{name}.redis.cache.windows.net",
      port: 6379,
      ssl_port: 6380,
      ...ACCESS_KEYS,
      primary_connection_string:
        "{name}.redis.cache.windows.net:6380,password={key primary},ssl=True,abortConnect=False",
      secondary_connection_string:
        "{name}.redis.cache.windows.net:6380,password={key secondary},ssl=True,abortConnect=False",
    },
    patterns: { family: /^[CP]$/, sku_name: /^(Basic|Standard|Premium)$/ },
  },
  azurerm_redis_firewall_rule: { id: "{rg}/Microsoft.Cache/redis/{redis_cache_name}/firewallRules/{name}" },
};
