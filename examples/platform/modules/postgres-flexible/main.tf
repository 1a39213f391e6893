locals {
  # Azure sells storage in these steps.
  storage_steps = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]
  storage_gib   = [for step in local.storage_steps : step if step >= var.storage_gib][0]

  # Azure takes 63 characters, and no name twice anywhere.
  name = "${trim(substr(var.name, 0, 54), "-")}-${substr(sha1("${var.resource_group}/${var.name}"), 0, 8)}"

  configuration = merge(
    {
      max_connections          = tostring(var.max_connections)
      require_secure_transport = "ON"
      ssl_min_protocol_version = "TLSv1.2"
    },
    length(var.extensions) == 0 ? {} : { "azure.extensions" = upper(join(",", sort(var.extensions))) },
  )
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

# Nothing here says prevent_destroy: Towpath asks before data is lost, by the resource's name.
resource "azurerm_postgresql_flexible_server" "server" {
  name                              = local.name
  resource_group_name               = var.resource_group
  location                          = var.location
  version                           = var.engine_version
  administrator_login               = "owner_app"
  administrator_password_wo         = var.password # write-only: it is in no state
  administrator_password_wo_version = var.password_version
  sku_name                          = "GP_Standard_D${var.cpu}ds_v5"
  storage_mb                        = local.storage_gib * 1024
  auto_grow_enabled                 = true
  backup_retention_days             = var.backup_retention_days
  public_network_access_enabled     = false
  delegated_subnet_id               = data.azurerm_subnet.databases.id
  private_dns_zone_id               = data.azurerm_private_dns_zone.databases.id
  tags                              = var.tags

  dynamic "high_availability" {
    for_each = var.high_availability ? ["ZoneRedundant"] : []
    content {
      mode = high_availability.value
    }
  }

  lifecycle {
    # A name is given once, also when the resource is renamed; the zones swap at a failover.
    ignore_changes = [name, zone, high_availability[0].standby_availability_zone]
  }
}

resource "azurerm_postgresql_flexible_server_configuration" "configuration" {
  for_each  = local.configuration
  server_id = azurerm_postgresql_flexible_server.server.id
  name      = each.key
  value     = each.value
}

resource "azurerm_postgresql_flexible_server_database" "database" {
  server_id = azurerm_postgresql_flexible_server.server.id
  name      = "app"
  charset   = "UTF8"
  collation = var.collation
}
