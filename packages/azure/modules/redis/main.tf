locals {
  # Azure takes 60 characters, and no two hyphens in a row.
  name = "${trim(substr(replace(var.name, "/-+/", "-"), 0, 51), "-")}-${substr(sha1(var.seed), 0, 8)}"

  sizes = [
    { mib = 512, sku = "Balanced_B0" },
    { mib = 1024, sku = "Balanced_B1" },
    { mib = 3072, sku = "Balanced_B3" },
    { mib = 6144, sku = "Balanced_B5" },
    { mib = 12288, sku = "Balanced_B10" },
    { mib = 24576, sku = "Balanced_B20" },
    { mib = 61440, sku = "Balanced_B50" },
    { mib = 122880, sku = "Balanced_B100" },
  ]
  sku = [for size in local.sizes : size.sku if size.mib >= var.memory_mib][0]

  eviction = {
    noeviction      = "NoEviction"
    allkeys-lru     = "AllKeysLRU"
    allkeys-lfu     = "AllKeysLFU"
    allkeys-random  = "AllKeysRandom"
    volatile-lru    = "VolatileLRU"
    volatile-lfu    = "VolatileLFU"
    volatile-random = "VolatileRandom"
    volatile-ttl    = "VolatileTTL"
  }[var.eviction]
}

resource "azurerm_managed_redis" "cache" {
  name                      = local.name
  resource_group_name       = var.resource_group
  location                  = var.location
  sku_name                  = local.sku
  high_availability_enabled = var.high_availability
  public_network_access     = var.public_access ? "Enabled" : "Disabled"
  tags                      = var.tags

  default_database {
    access_keys_authentication_enabled            = var.key_access
    client_protocol                               = "Encrypted"
    clustering_policy                             = var.clustering
    eviction_policy                               = local.eviction
    persistence_append_only_file_backup_frequency = var.persistence == "disk" ? "1s" : null
  }

  lifecycle {
    ignore_changes = [name] # given once

    precondition {
      condition     = var.clustering != "NoCluster" || var.memory_mib <= 24576
      error_message = "Azure has NoCluster up to 24 GiB (memory_mib 24576): take EnterpriseCluster or OSSCluster for more."
    }
  }
}

resource "azurerm_managed_redis_access_policy_assignment" "access" {
  for_each         = toset(var.access)
  managed_redis_id = azurerm_managed_redis.cache.id
  object_id        = each.key
}

resource "azurerm_private_endpoint" "endpoint" {
  name                          = "pe-${local.name}"
  resource_group_name           = var.resource_group
  location                      = var.location
  subnet_id                     = "${var.network_id}/subnets/${var.endpoint_subnet}"
  custom_network_interface_name = "nic-pe-${local.name}"
  tags                          = var.tags

  private_service_connection {
    name                           = "cache"
    private_connection_resource_id = azurerm_managed_redis.cache.id
    subresource_names              = ["redisEnterprise"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = ["${var.zones_id}/providers/Microsoft.Network/privateDnsZones/privatelink.redis.azure.net"]
  }

  lifecycle {
    ignore_changes = [name, custom_network_interface_name]
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  count                      = var.log_workspace_id == "" ? 0 : 1
  name                       = "towpath"
  target_resource_id         = azurerm_managed_redis.cache.id
  log_analytics_workspace_id = var.log_workspace_id

  enabled_metric {
    category = "AllMetrics"
  }
}

resource "azurerm_monitor_diagnostic_setting" "connections" {
  count                      = var.log_workspace_id == "" ? 0 : 1
  name                       = "towpath"
  target_resource_id         = "${azurerm_managed_redis.cache.id}/databases/default"
  log_analytics_workspace_id = var.log_workspace_id

  enabled_log {
    category = "ConnectionEvents"
  }
}
