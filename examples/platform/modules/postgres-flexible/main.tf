locals {
  # Azure sells storage in these steps.
  storage_steps = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]
  storage_gib   = [for step in local.storage_steps : step if step >= var.storage_gib][0]
}

data "azurerm_subnet" "databases" {
  name                 = "databases" # delegated to Microsoft.DBforPostgreSQL/flexibleServers
  virtual_network_name = var.network
  resource_group_name  = var.resource_group
}

data "azurerm_private_dns_zone" "databases" {
  name                = "${var.network}.postgres.database.azure.com"
  resource_group_name = var.resource_group
}

resource "random_password" "owner" {
  length  = 40
  special = false
}

resource "azurerm_postgresql_flexible_server" "server" {
  name                          = var.name
  resource_group_name           = var.resource_group
  location                      = var.location
  version                       = var.engine_version
  administrator_login           = "owner_app"
  administrator_password        = random_password.owner.result
  sku_name                      = "GP_Standard_D${var.cpu}ds_v5"
  storage_mb                    = local.storage_gib * 1024
  auto_grow_enabled             = true
  backup_retention_days         = var.backup_retention_days
  public_network_access_enabled = false
  delegated_subnet_id           = data.azurerm_subnet.databases.id
  private_dns_zone_id           = data.azurerm_private_dns_zone.databases.id
  tags                          = var.tags

  dynamic "high_availability" {
    for_each = var.high_availability ? ["ZoneRedundant"] : []
    content {
      mode = high_availability.value
    }
  }

  lifecycle {
    prevent_destroy = true
    ignore_changes  = [zone, high_availability[0].standby_availability_zone] # they swap at a failover
  }
}

resource "azurerm_postgresql_flexible_server_configuration" "max_connections" {
  server_id = azurerm_postgresql_flexible_server.server.id
  name      = "max_connections"
  value     = var.max_connections
}

resource "azurerm_postgresql_flexible_server_configuration" "extensions" {
  count     = length(var.extensions) > 0 ? 1 : 0
  server_id = azurerm_postgresql_flexible_server.server.id
  name      = "azure.extensions"
  value     = upper(join(",", sort(var.extensions)))
}

resource "azurerm_postgresql_flexible_server_database" "database" {
  server_id = azurerm_postgresql_flexible_server.server.id
  name      = "app"
  charset   = "UTF8"
  collation = var.collation

  lifecycle {
    prevent_destroy = true
  }
}
