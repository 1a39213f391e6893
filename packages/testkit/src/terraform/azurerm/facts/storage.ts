import type { AzureFacts } from "../azure-facts.ts";

const SERVICES = ["blob", "dfs", "file", "queue", "table", "web"];

function endpoints(): Record<string, string> {
  const named = SERVICES.flatMap((service) => {
    const host = `{name}.${service === "web" ? "z6.web" : service}.core.windows.net`;
    return [
      [`primary_${service}_endpoint`, `https://${host}/`],
      [`primary_${service}_host`, host],
    ];
  });
  return Object.fromEntries(named);
}

const connection = (key: string) =>
  `DefaultEndpointsProtocol=https;AccountName={name};AccountKey={key ${key}};EndpointSuffix=core.windows.net`;

/** Storage accounts and what is in them. */
export const storage: Readonly<Record<string, AzureFacts>> = {
  azurerm_storage_account: {
    id: "{rg}/Microsoft.Storage/storageAccounts/{name}",
    replaces: [
      "account_replication_type",
      "account_tier",
      "dns_endpoint_type",
      "edge_zone",
      "infrastructure_encryption_enabled",
      "is_hns_enabled",
      "nfsv3_enabled",
      "queue_encryption_key_type",
      "table_encryption_key_type",
    ],
    // With zones or without: the cloud does not move what is stored.
    alike: {
      account_replication_type: [
        ["LRS", "GRS", "RAGRS"],
        ["ZRS", "GZRS", "RAGZRS"],
      ],
    },
    defaults: {
      account_kind: "StorageV2",
      allow_nested_items_to_be_public: true,
      cross_tenant_replication_enabled: false,
      default_to_oauth_authentication: false,
      https_traffic_only_enabled: true,
      infrastructure_encryption_enabled: false,
      is_hns_enabled: false,
      local_user_enabled: true,
      min_tls_version: "TLS1_2",
      nfsv3_enabled: false,
      public_network_access_enabled: true,
      queue_encryption_key_type: "Service",
      sftp_enabled: false,
      shared_access_key_enabled: true,
      table_encryption_key_type: "Service",
    },
    computed: {
      ...endpoints(),
      access_tier: "Hot",
      large_file_share_enabled: true,
      primary_location: "{location}",
      primary_access_key: "{key primary}",
      secondary_access_key: "{key secondary}",
      primary_connection_string: connection("primary"),
      secondary_connection_string: connection("secondary"),
      primary_blob_connection_string: connection("primary"),
      secondary_blob_connection_string: connection("secondary"),
    },
    patterns: {
      name: /^[a-z0-9]{3,24}$/,
      account_tier: /^(Standard|Premium)$/,
      account_replication_type: /^(LRS|ZRS|GRS|RAGRS|GZRS|RAGZRS)$/,
    },
  },
  azurerm_storage_account_customer_managed_key: { id: "{storage_account_id}" },
  azurerm_storage_account_network_rules: { id: "{storage_account_id}" },
  azurerm_storage_account_queue_properties: { id: "{storage_account_id}" },
  azurerm_storage_blob: {
    id: "https://{storage_account_name}.blob.core.windows.net/{storage_container_name}/{name}",
    replaces: ["source", "source_content", "source_uri", "type"],
    computed: { url: "https://{storage_account_name}.blob.core.windows.net/{storage_container_name}/{name}" },
  },
  azurerm_storage_container: {
    id: "{storage_account_id}/blobServices/default/containers/{name}",
    replaces: ["default_encryption_scope", "encryption_scope_override_enabled", "storage_account_name"],
    defaults: { container_access_type: "private" },
    computed: {
      has_immutability_policy: false,
      has_legal_hold: false,
      resource_manager_id: "{storage_account_id}/blobServices/default/containers/{name}",
    },
    patterns: { name: /^\$root$|^\$web$|^[a-z0-9](?:-?[a-z0-9]){2,62}$/ },
  },
  azurerm_storage_container_immutability_policy: {
    id: "{storage_container_resource_manager_id}/immutabilityPolicies/default",
  },
  azurerm_storage_encryption_scope: { id: "{storage_account_id}/encryptionScopes/{name}" },
  azurerm_storage_management_policy: { id: "{storage_account_id}/managementPolicies/default" },
  azurerm_storage_queue: {
    id: "{storage_account_id}/queueServices/default/queues/{name}",
    replaces: ["storage_account_name"],
    computed: {
      resource_manager_id: "{storage_account_id}/queueServices/default/queues/{name}",
      url: "https://{last storage_account_id}.queue.core.windows.net/{name}",
    },
  },
  azurerm_storage_share: {
    id: "{storage_account_id}/fileServices/default/shares/{name}",
    replaces: ["enabled_protocol", "storage_account_name"],
    computed: {
      resource_manager_id: "{storage_account_id}/fileServices/default/shares/{name}",
      url: "https://{last storage_account_id}.file.core.windows.net/{name}",
    },
  },
  azurerm_storage_table: {
    id: "https://{storage_account_name}.table.core.windows.net/Tables('{name}')",
  },
};
