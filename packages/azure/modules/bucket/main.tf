locals {
  # Azure takes 24 letters and digits. Fifteen digits of the sum keep names apart where a million of them are made.
  account_name = "st${substr(replace(var.name, "-", ""), 0, 7)}${substr(sha1(var.seed), 0, 15)}"
}

resource "azurerm_storage_account" "account" {
  name                              = local.account_name
  resource_group_name               = var.resource_group
  location                          = var.location
  account_kind                      = "StorageV2"
  account_tier                      = "Standard"
  account_replication_type          = { disk = "LRS", zone = "ZRS", region = "GZRS" }[var.redundancy]
  access_tier                       = title(var.access_tier)
  min_tls_version                   = "TLS1_2"
  https_traffic_only_enabled        = true
  infrastructure_encryption_enabled = var.infrastructure_encryption
  public_network_access_enabled     = var.public_access
  allow_nested_items_to_be_public   = false # no file is handed out to whoever asks
  cross_tenant_replication_enabled  = false
  allowed_copy_scope                = "AAD"
  local_user_enabled                = false
  shared_access_key_enabled         = var.key_access
  default_to_oauth_authentication   = true
  tags                              = var.tags

  blob_properties {
    versioning_enabled  = var.versioning
    change_feed_enabled = var.versioning

    delete_retention_policy {
      days = var.deleted_retention_days
    }

    container_delete_retention_policy {
      days = var.deleted_retention_days
    }
  }

  network_rules {
    default_action = var.public_access ? "Allow" : "Deny"
    bypass         = ["AzureServices"]
  }

  # Links that are signed with a key end after a day.
  sas_policy {
    expiration_period = "01.00:00:00"
    expiration_action = "Log"
  }

  lifecycle {
    ignore_changes = [name] # given once
  }
}

resource "azurerm_storage_container" "container" {
  name                  = "files"
  storage_account_id    = azurerm_storage_account.account.id
  container_access_type = "private"
}

resource "azurerm_storage_management_policy" "lifecycle" {
  storage_account_id = azurerm_storage_account.account.id

  rule {
    name    = "files"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      # Azure wants something to do for files; what is given as null is not done.
      dynamic "base_blob" {
        for_each = var.cool_after_days + var.archive_after_days + var.delete_after_days > 0 ? [true] : []
        content {
          tier_to_cool_after_days_since_modification_greater_than    = var.cool_after_days > 0 ? var.cool_after_days : null
          tier_to_archive_after_days_since_modification_greater_than = var.archive_after_days > 0 ? var.archive_after_days : null
          delete_after_days_since_modification_greater_than          = var.delete_after_days > 0 ? var.delete_after_days : null
        }
      }

      dynamic "version" {
        for_each = var.delete_versions_after_days > 0 ? [true] : []
        content {
          delete_after_days_since_creation = var.delete_versions_after_days
        }
      }

      snapshot {
        delete_after_days_since_creation_greater_than = var.delete_versions_after_days > 0 ? var.delete_versions_after_days : 365
      }
    }
  }
}

resource "azurerm_role_assignment" "access" {
  for_each             = toset(var.access)
  scope                = azurerm_storage_container.container.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = each.key
}

resource "azurerm_private_endpoint" "endpoint" {
  name                          = "pe-${local.account_name}"
  resource_group_name           = var.resource_group
  location                      = var.location
  subnet_id                     = "${var.network_id}/subnets/${var.endpoint_subnet}"
  custom_network_interface_name = "nic-pe-${local.account_name}"
  tags                          = var.tags

  private_service_connection {
    name                           = "blob"
    private_connection_resource_id = azurerm_storage_account.account.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = ["${var.zones_id}/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"]
  }

  lifecycle {
    ignore_changes = [name, custom_network_interface_name]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  count                      = var.log_workspace_id == "" ? 0 : 1
  name                       = "towpath"
  target_resource_id         = "${azurerm_storage_account.account.id}/blobServices/default"
  log_analytics_workspace_id = var.log_workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "Transaction"
  }
}
