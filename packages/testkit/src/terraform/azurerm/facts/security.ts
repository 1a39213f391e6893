import type { AzureFacts } from "../azure-facts.ts";

const ROLE = /^(Group|ServicePrincipal|User)$/;

/** Groups, identities, roles, vaults, registries. */
export const security: Readonly<Record<string, AzureFacts>> = {
  azurerm_resource_group: { id: "/subscriptions/{subscription}/resourceGroups/{name}" },
  azurerm_management_lock: {
    id: "{scope}/providers/Microsoft.Authorization/locks/{name}",
    replaces: ["lock_level", "notes"],
    patterns: { lock_level: /^(CanNotDelete|ReadOnly)$/ },
  },
  azurerm_role_assignment: {
    id: "{scope}/providers/Microsoft.Authorization/roleAssignments/{uuid of principal_id role_definition_name role_definition_id}",
    replaces: [
      "condition",
      "delegated_managed_identity_resource_id",
      "description",
      "name",
      "principal_id",
      "principal_type",
      "role_definition_id",
      "role_definition_name",
    ],
    computed: { name: "{uuid name}", principal_type: "ServicePrincipal", role_definition_id: "{uuid role}" },
    patterns: { principal_type: ROLE },
  },
  azurerm_user_assigned_identity: {
    id: "{rg}/Microsoft.ManagedIdentity/userAssignedIdentities/{name}",
    computed: { client_id: "{uuid client}", principal_id: "{uuid principal}", tenant_id: "{tenant}" },
  },
  azurerm_federated_identity_credential: { id: "{user_assigned_identity_id}/federatedIdentityCredentials/{name}" },
  azurerm_key_vault: {
    id: "{rg}/Microsoft.KeyVault/vaults/{name}",
    replaces: ["tenant_id"],
    defaults: {
      enabled_for_deployment: false,
      enabled_for_disk_encryption: false,
      enabled_for_template_deployment: false,
      public_network_access_enabled: true,
      soft_delete_retention_days: 90,
    },
    computed: { vault_uri: "https://{name}.vault.azure.net/" },
    patterns: { name: /^[a-zA-Z](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){2,23}$/, sku_name: /^(standard|premium)$/ },
  },
  azurerm_key_vault_access_policy: {
    id: "{key_vault_id}/objectId/{object_id}",
    replaces: ["application_id", "tenant_id"],
  },
  azurerm_key_vault_key: {
    id: "https://{last key_vault_id}.vault.azure.net/keys/{name}/{hex version}",
    replaces: ["curve", "key_size", "key_type"],
    computed: {
      version: "{hex version}",
      versionless_id: "https://{last key_vault_id}.vault.azure.net/keys/{name}",
      resource_id: "{key_vault_id}/keys/{name}/versions/{hex version}",
      resource_versionless_id: "{key_vault_id}/keys/{name}",
    },
  },
  azurerm_key_vault_secret: {
    id: "https://{last key_vault_id}.vault.azure.net/secrets/{name}/{hex version}",
    computed: {
      version: "{hex version}",
      versionless_id: "https://{last key_vault_id}.vault.azure.net/secrets/{name}",
      resource_id: "{key_vault_id}/secrets/{name}/versions/{hex version}",
      resource_versionless_id: "{key_vault_id}/secrets/{name}",
    },
    together: [["value_wo", "value_wo_version"]],
    apart: [["value", "value_wo"]],
    patterns: { name: /^[0-9a-zA-Z-]{1,127}$/ },
  },
  azurerm_disk_encryption_set: {
    id: "{rg}/Microsoft.Compute/diskEncryptionSets/{name}",
    replaces: ["encryption_type"],
    computed: { key_vault_key_url: "{key_vault_key_id}" },
  },
  azurerm_container_registry: {
    id: "{rg}/Microsoft.ContainerRegistry/registries/{name}",
    replaces: ["zone_redundancy_enabled"],
    computed: { login_server: "{name}.azurecr.io" },
    patterns: { name: /^[a-zA-Z0-9]{5,50}$/, sku: /^(Basic|Standard|Premium)$/ },
  },
};
