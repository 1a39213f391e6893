data "azurerm_subnet" "endpoints" {
  name                 = "endpoints"
  virtual_network_name = var.network
  resource_group_name  = var.resource_group
}

data "azurerm_private_dns_zone" "blob" {
  name                = "privatelink.blob.core.windows.net"
  resource_group_name = var.resource_group
}

resource "azurerm_storage_account" "account" {
  # Unique in Azure, 3 to 24 lower-case letters and digits.
  name                              = "st${substr(sha1(var.account_seed), 0, 22)}"
  resource_group_name               = var.resource_group
  location                          = var.location
  account_tier                      = "Standard"
  account_replication_type          = { disk = "LRS", zone = "ZRS", region = "GZRS" }[var.redundancy]
  min_tls_version                   = "TLS1_2"
  https_traffic_only_enabled        = true
  infrastructure_encryption_enabled = true
  public_network_access_enabled     = false
  allow_nested_items_to_be_public   = false
  cross_tenant_replication_enabled  = false
  local_user_enabled                = false
  shared_access_key_enabled         = true # Acme's services sign with the account's key
  tags                              = var.tags

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
    ignore_changes = [name] # given once, also when the resource is renamed
  }
}

resource "azurerm_storage_container" "container" {
  name                  = var.name
  storage_account_id    = azurerm_storage_account.account.id
  container_access_type = "private"

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_private_endpoint" "endpoint" {
  name                = "pe-${azurerm_storage_account.account.name}"
  resource_group_name = var.resource_group
  location            = var.location
  subnet_id           = data.azurerm_subnet.endpoints.id
  tags                = var.tags

  private_service_connection {
    name                           = "blob"
    private_connection_resource_id = azurerm_storage_account.account.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [data.azurerm_private_dns_zone.blob.id]
  }
}
