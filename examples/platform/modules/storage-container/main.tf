resource "azurerm_storage_account" "account" {
  # Unique in Azure, 3 to 24 lower-case letters and digits.
  name                            = "st${substr(sha256(var.account_seed), 0, 22)}"
  resource_group_name             = var.resource_group
  location                        = var.location
  account_tier                    = "Standard"
  account_replication_type        = { disk = "LRS", zone = "ZRS", region = "GZRS" }[var.redundancy]
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = false
  tags                            = var.tags

  blob_properties {
    versioning_enabled = var.versioning
    delete_retention_policy {
      days = var.deleted_retention_days
    }
    container_delete_retention_policy {
      days = var.deleted_retention_days
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_storage_container" "container" {
  name                  = var.name
  storage_account_id    = azurerm_storage_account.account.id
  container_access_type = "private"

  lifecycle {
    prevent_destroy = true
  }
}
