locals {
  # Azure takes 63 characters; what makes the name unique stays whole.
  name = "${trim(substr(replace(var.name, "/-+/", "-"), 0, 54), "-")}-${substr(sha1(var.seed), 0, 8)}"

  size = {
    burstable = var.cpu == 1 ? "B_Standard_B1ms" : "B_Standard_B${var.cpu}ms"
    general   = "GP_Standard_D${var.cpu}ds_v4"
    memory    = "MO_Standard_E${var.cpu}ds_v4"
  }[var.class]
  days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

  configuration = {
    max_connections          = tostring(var.max_connections)
    require_secure_transport = "ON"
    tls_version              = "TLSv1.2,TLSv1.3"
  }

  zone_id = "${var.zones_id}/providers/Microsoft.Network/privateDnsZones/privatelink.mysql.database.azure.com"
}

resource "azurerm_mysql_flexible_server" "server" {
  name                              = local.name
  resource_group_name               = var.resource_group
  location                          = var.location
  version                           = var.engine_version
  administrator_login               = "owner_app" # owns the database
  administrator_password_wo         = var.password
  administrator_password_wo_version = var.password_version
  sku_name                          = local.size
  backup_retention_days             = var.backup_retention_days
  geo_redundant_backup_enabled      = var.geo_redundant_backup
  public_network_access             = var.public_access || length(var.allowed_networks) > 0 ? "Enabled" : "Disabled"
  delegated_subnet_id               = var.network == "subnet" ? "${var.network_id}/subnets/${var.delegated_subnet}" : null
  private_dns_zone_id               = var.network == "subnet" ? local.zone_id : null
  tags                              = var.tags

  storage {
    size_gb            = var.storage_gib
    auto_grow_enabled  = true
    io_scaling_enabled = var.class != "burstable"
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

resource "azurerm_mysql_flexible_server_configuration" "configuration" {
  for_each            = local.configuration
  resource_group_name = var.resource_group
  server_name         = azurerm_mysql_flexible_server.server.name
  name                = each.key
  value               = each.value
}

resource "azurerm_mysql_flexible_database" "database" {
  resource_group_name = var.resource_group
  server_name         = azurerm_mysql_flexible_server.server.name
  name                = "app"
  charset             = var.character_set
  collation           = var.collation
}

resource "azurerm_mysql_flexible_server_firewall_rule" "allowed" {
  for_each            = toset(var.allowed_networks)
  resource_group_name = var.resource_group
  server_name         = azurerm_mysql_flexible_server.server.name
  name                = replace(each.key, "/[./]/", "-")
  start_ip_address    = cidrhost(each.key, 0)
  end_ip_address      = cidrhost(each.key, -1)
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
    private_connection_resource_id = azurerm_mysql_flexible_server.server.id
    subresource_names              = ["mysqlServer"]
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
  target_resource_id         = azurerm_mysql_flexible_server.server.id
  log_analytics_workspace_id = var.log_workspace_id

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
