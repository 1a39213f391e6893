import type { AzureFacts } from "../azure-facts.ts";

const instance: AzureFacts = {
  id: "{vault_id}/backupInstances/{name}",
  computed: { protection_state: "ProtectionConfigured" },
};
const policy: AzureFacts = { id: "{vault_id}/backupPolicies/{name}" };
const policyReplaces = ["backup_repeating_time_intervals", "retention_rule", "time_zone"];

/** Vaults for backups, their policies, and what is protected by them. */
export const backup: Readonly<Record<string, AzureFacts>> = {
  azurerm_data_protection_backup_vault: {
    id: "{rg}/Microsoft.DataProtection/backupVaults/{name}",
    replaces: ["datastore_type", "redundancy"],
    defaults: { retention_duration_in_days: 14, soft_delete: "On" },
    patterns: {
      datastore_type: /^(ArchiveStore|OperationalStore|VaultStore)$/,
      redundancy: /^(GeoRedundant|LocallyRedundant|ZoneRedundant)$/,
    },
  },
  azurerm_data_protection_backup_policy_blob_storage: { ...policy, replaces: policyReplaces },
  azurerm_data_protection_backup_policy_disk: {
    ...policy,
    replaces: [...policyReplaces, "default_retention_duration"],
  },
  azurerm_data_protection_backup_policy_kubernetes_cluster: {
    id: "{rg}/Microsoft.DataProtection/backupVaults/{vault_name}/backupPolicies/{name}",
    replaces: [...policyReplaces, "default_retention_rule"],
  },
  azurerm_data_protection_backup_policy_mysql_flexible_server: {
    ...policy,
    replaces: [...policyReplaces, "default_retention_rule"],
  },
  azurerm_data_protection_backup_policy_postgresql_flexible_server: {
    ...policy,
    replaces: [...policyReplaces, "default_retention_rule"],
  },
  azurerm_data_protection_backup_instance_blob_storage: { ...instance, replaces: ["storage_account_id"] },
  azurerm_data_protection_backup_instance_disk: {
    ...instance,
    replaces: ["disk_id", "snapshot_resource_group_name", "snapshot_subscription_id"],
  },
  azurerm_data_protection_backup_instance_kubernetes_cluster: {
    ...instance,
    replaces: [
      "backup_datasource_parameters",
      "backup_policy_id",
      "kubernetes_cluster_id",
      "snapshot_resource_group_name",
    ],
  },
  azurerm_data_protection_backup_instance_mysql_flexible_server: { ...instance, replaces: ["server_id"] },
  azurerm_data_protection_backup_instance_postgresql_flexible_server: { ...instance, replaces: ["server_id"] },
  azurerm_recovery_services_vault: {
    id: "{rg}/Microsoft.RecoveryServices/vaults/{name}",
    defaults: {
      cross_region_restore_enabled: false,
      public_network_access_enabled: true,
      storage_mode_type: "GeoRedundant",
    },
    patterns: { name: /^[a-zA-Z][-a-zA-Z0-9]{1,49}$/, sku: /^(RS0|Standard)$/ },
  },
  azurerm_backup_policy_vm: {
    id: "{rg}/Microsoft.RecoveryServices/vaults/{recovery_vault_name}/backupPolicies/{name}",
    replaces: ["policy_type"],
    defaults: { policy_type: "V1", timezone: "UTC" },
  },
  azurerm_backup_protected_vm: {
    id: "{rg}/Microsoft.RecoveryServices/vaults/{recovery_vault_name}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;iaasvmcontainerv2;{resource_group_name};{last source_vm_id}/protectedItems/vm;iaasvmcontainerv2;{resource_group_name};{last source_vm_id}",
    replaces: ["source_vm_id"],
  },
};
