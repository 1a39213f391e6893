locals {
  # Azure takes 50 characters, a letter first.
  namespace = "sb-${trim(substr(replace(var.name, "/-+/", "-"), 0, 38), "-")}-${substr(sha1(var.seed), 0, 8)}"
  premium   = var.plan == "premium"
}

resource "azurerm_servicebus_namespace" "namespace" {
  name                          = local.namespace
  resource_group_name           = var.resource_group
  location                      = var.location
  sku                           = local.premium ? "Premium" : "Standard"
  capacity                      = local.premium ? var.capacity : 0
  premium_messaging_partitions  = local.premium ? 1 : 0
  minimum_tls_version           = "1.2"
  local_auth_enabled            = var.key_access
  public_network_access_enabled = var.public_access || !local.premium
  tags                          = var.tags

  # Only premium has rules for its network.
  dynamic "network_rule_set" {
    for_each = local.premium ? [true] : []
    content {
      default_action                = var.public_access ? "Allow" : "Deny"
      public_network_access_enabled = var.public_access
      trusted_services_allowed      = true
    }
  }

  lifecycle {
    ignore_changes = [name] # given once
  }
}

resource "azurerm_servicebus_queue" "queue" {
  name                                 = "messages"
  namespace_id                         = azurerm_servicebus_namespace.namespace.id
  lock_duration                        = "PT${var.lock_minutes}M"
  max_delivery_count                   = var.max_deliveries
  default_message_ttl                  = "P${var.retention_days}D"
  dead_lettering_on_message_expiration = var.dead_letter_expired
  requires_duplicate_detection         = var.detect_duplicates
  requires_session                     = var.sessions
  max_size_in_megabytes                = var.max_size_gib * 1024
  batched_operations_enabled           = true
}

resource "azurerm_servicebus_queue_authorization_rule" "service" {
  count    = var.key_access ? 1 : 0
  name     = "service"
  queue_id = azurerm_servicebus_queue.queue.id
  listen   = true
  send     = true
  manage   = false
}

resource "azurerm_role_assignment" "receive" {
  for_each             = toset(var.access)
  scope                = azurerm_servicebus_queue.queue.id
  role_definition_name = "Azure Service Bus Data Receiver"
  principal_id         = each.key
}

resource "azurerm_role_assignment" "send" {
  for_each             = toset(var.access)
  scope                = azurerm_servicebus_queue.queue.id
  role_definition_name = "Azure Service Bus Data Sender"
  principal_id         = each.key
}

resource "azurerm_private_endpoint" "endpoint" {
  count                         = local.premium ? 1 : 0
  name                          = "pe-${local.namespace}"
  resource_group_name           = var.resource_group
  location                      = var.location
  subnet_id                     = "${var.network_id}/subnets/${var.endpoint_subnet}"
  custom_network_interface_name = "nic-pe-${local.namespace}"
  tags                          = var.tags

  private_service_connection {
    name                           = "namespace"
    private_connection_resource_id = azurerm_servicebus_namespace.namespace.id
    subresource_names              = ["namespace"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = ["${var.zones_id}/providers/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net"]
  }

  lifecycle {
    ignore_changes = [name, custom_network_interface_name]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  count                      = var.log_workspace_id == "" ? 0 : 1
  name                       = "towpath"
  target_resource_id         = azurerm_servicebus_namespace.namespace.id
  log_analytics_workspace_id = var.log_workspace_id

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
