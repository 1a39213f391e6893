locals {
  # Azure takes 24 characters, a letter first, and no two hyphens in a row.
  name = "kv-${trim(substr(replace(var.name, "/-+/", "-"), 0, 12), "-")}-${substr(sha1(var.seed), 0, 8)}"
}

resource "azurerm_key_vault" "vault" {
  name                          = local.name
  resource_group_name           = var.resource_group
  location                      = var.location
  tenant_id                     = var.tenant_id
  sku_name                      = var.plan
  rbac_authorization_enabled    = true
  purge_protection_enabled      = var.purge_protection
  soft_delete_retention_days    = var.deleted_retention_days
  public_network_access_enabled = var.public_access
  tags                          = var.tags

  network_acls {
    default_action = var.public_access ? "Allow" : "Deny"
    bypass         = "AzureServices"
  }

  lifecycle {
    ignore_changes = [name] # given once
  }
}

resource "azurerm_role_assignment" "access" {
  for_each             = toset(var.access)
  scope                = azurerm_key_vault.vault.id
  role_definition_name = "Key Vault Secrets Officer"
  principal_id         = each.key
}

resource "azurerm_role_assignment" "readers" {
  for_each             = toset(var.readers)
  scope                = azurerm_key_vault.vault.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = each.key
}

resource "azurerm_private_endpoint" "endpoint" {
  name                          = "pe-${local.name}"
  resource_group_name           = var.resource_group
  location                      = var.location
  subnet_id                     = "${var.network_id}/subnets/${var.endpoint_subnet}"
  custom_network_interface_name = "nic-pe-${local.name}"
  tags                          = var.tags

  private_service_connection {
    name                           = "vault"
    private_connection_resource_id = azurerm_key_vault.vault.id
    subresource_names              = ["vault"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = ["${var.zones_id}/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"]
  }

  lifecycle {
    ignore_changes = [name, custom_network_interface_name]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  count                      = var.log_workspace_id == "" ? 0 : 1
  name                       = "towpath"
  target_resource_id         = azurerm_key_vault.vault.id
  log_analytics_workspace_id = var.log_workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
