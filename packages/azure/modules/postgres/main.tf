locals {
  # Azure takes 63 characters; what makes the name unique stays whole.
  name = "${trim(substr(replace(var.name, "/-+/", "-"), 0, 54), "-")}-${substr(sha1(var.seed), 0, 8)}"

  size = {
    burstable = var.cpu == 1 ? "B_Standard_B1ms" : "B_Standard_B${var.cpu}ms"
    general   = "GP_Standard_D${var.cpu}ds_v5"
    memory    = "MO_Standard_E${var.cpu}ds_v5"
  }[var.class]
  storage_steps = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]
  storage_gib   = [for step in local.storage_steps : step if step >= var.storage_gib][0]
  days          = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

  # Under the server's own setting: what it says to a client that wants no TLS is no.
  configuration = merge(
    {
      max_connections          = tostring(var.max_connections)
      require_secure_transport = "ON"
      ssl_min_protocol_version = "TLSv1.2"
    },
    length(var.extensions) == 0 ? {} : { "azure.extensions" = upper(join(",", sort(var.extensions))) },
  )

  zone_id = "${var.zones_id}/providers/Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com"
}

resource "azurerm_postgresql_flexible_server" "server" {
  name                              = local.name
  resource_group_name               = var.resource_group
  location                          = var.location
  version                           = var.engine_version
  administrator_login               = "owner_app" # owns the database
  administrator_password_wo         = var.password
  administrator_password_wo_version = var.password_version
  sku_name                          = local.size
  storage_mb                        = local.storage_gib * 1024
  auto_grow_enabled                 = true
  backup_retention_days             = var.backup_retention_days
  geo_redundant_backup_enabled      = var.geo_redundant_backup
  public_network_access_enabled     = var.public_access || length(var.allowed_networks) > 0
  delegated_subnet_id               = var.network == "subnet" ? "${var.network_id}/subnets/${var.delegated_subnet}" : null
  private_dns_zone_id               = var.network == "subnet" ? local.zone_id : null
  tags                              = var.tags

  authentication {
    password_auth_enabled         = true
    active_directory_auth_enabled = false
  }

  dynamic "high_availability" {
    for_each = var.high_availability ? [var.high_availability_mode] : []
    content {
      mode = high_availability.value
    }
  }

  maintenance_window {
    day_of_week  = index(local.days, var.maintenance_day)
    start_hour   = var.maintenance_hour
    start_minute = 0
  }

  lifecycle {
    # A name is given once. The zones change places when the standby takes over.
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

resource "azurerm_postgresql_flexible_server_firewall_rule" "allowed" {
  for_each         = toset(var.allowed_networks)
  server_id        = azurerm_postgresql_flexible_server.server.id
  name             = replace(each.key, "/[./]/", "-")
  start_ip_address = cidrhost(each.key, 0)
  end_ip_address   = cidrhost(each.key, -1)
}

resource "azurerm_private_endpoint" "endpoint" {
  count                         = var.network == "endpoint" ? 1 : 0
  name                          = "pe-${local.name}"
  resource_group_name           = var.resource_group
  location                      = var.location
  subnet_id                     = "${var.network_id}/subnets/${var.endpoint_subnet}"
  custom_network_interface_name = "nic-pe-${local.name}"
  tags                          = var.tags

  private_service_connection {
    name                           = "server"
    private_connection_resource_id = azurerm_postgresql_flexible_server.server.id
    subresource_names              = ["postgresqlServer"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [local.zone_id]
  }

  lifecycle {
    ignore_changes = [name, custom_network_interface_name]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  count                      = var.log_workspace_id == "" ? 0 : 1
  name                       = "towpath"
  target_resource_id         = azurerm_postgresql_flexible_server.server.id
  log_analytics_workspace_id = var.log_workspace_id

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
