locals {
  log_workspace_id     = var.log_workspace_id == "" ? azurerm_log_analytics_workspace.own[0].id : var.log_workspace_id
  metrics_workspace_id = var.metrics_workspace_id == "" ? azurerm_monitor_workspace.own[0].id : var.metrics_workspace_id
}

resource "azurerm_log_analytics_workspace" "own" {
  count                        = var.log_workspace_id == "" ? 1 : 0
  name                         = "log-${local.name}"
  resource_group_name          = var.resource_group
  location                     = var.location
  sku                          = "PerGB2018"
  retention_in_days            = var.log_retention_days
  local_authentication_enabled = false
  tags                         = var.tags

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_monitor_workspace" "own" {
  count               = var.metrics_workspace_id == "" ? 1 : 0
  name                = "metrics-${local.name}"
  resource_group_name = var.resource_group
  location            = var.location
  tags                = var.tags

  lifecycle {
    ignore_changes = [name]
  }
}

# Logs and state of containers: Container insights.
resource "azurerm_monitor_data_collection_rule" "containers" {
  name                = "containers-${local.name}"
  resource_group_name = var.resource_group
  location            = var.location
  tags                = var.tags

  destinations {
    log_analytics {
      name                  = "logs"
      workspace_resource_id = local.log_workspace_id
    }
  }

  data_flow {
    streams      = ["Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory"]
    destinations = ["logs"]
  }

  data_sources {
    extension {
      name           = "ContainerInsightsExtension"
      extension_name = "ContainerInsights"
      streams        = ["Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory"]
      extension_json = jsonencode({
        dataCollectionSettings = { interval = "1m", namespaceFilteringMode = "Off", enableContainerLogV2 = true }
      })
    }
  }

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_monitor_data_collection_rule_association" "containers" {
  name                    = "containers"
  target_resource_id      = azurerm_kubernetes_cluster.cluster.id
  data_collection_rule_id = azurerm_monitor_data_collection_rule.containers.id
}

# Metrics of nodes, pods and containers: managed Prometheus.
resource "azurerm_monitor_data_collection_endpoint" "metrics" {
  name                = "metrics-${substr(sha1(var.seed), 0, 8)}"
  resource_group_name = var.resource_group
  location            = var.location
  kind                = "Linux"
  tags                = var.tags

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_monitor_data_collection_rule" "metrics" {
  name                        = "metrics-${local.name}"
  resource_group_name         = var.resource_group
  location                    = var.location
  kind                        = "Linux"
  data_collection_endpoint_id = azurerm_monitor_data_collection_endpoint.metrics.id
  tags                        = var.tags

  destinations {
    monitor_account {
      name               = "metrics"
      monitor_account_id = local.metrics_workspace_id
    }
  }

  data_flow {
    streams      = ["Microsoft-PrometheusMetrics"]
    destinations = ["metrics"]
  }

  data_sources {
    prometheus_forwarder {
      name    = "prometheus"
      streams = ["Microsoft-PrometheusMetrics"]
    }
  }

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_monitor_data_collection_rule_association" "metrics" {
  name                    = "metrics"
  target_resource_id      = azurerm_kubernetes_cluster.cluster.id
  data_collection_rule_id = azurerm_monitor_data_collection_rule.metrics.id
}

# What the control plane says, and who changed what.
resource "azurerm_monitor_diagnostic_setting" "control_plane" {
  name                           = "towpath"
  target_resource_id             = azurerm_kubernetes_cluster.cluster.id
  log_analytics_workspace_id     = local.log_workspace_id
  log_analytics_destination_type = "Dedicated"

  dynamic "enabled_log" {
    for_each = toset(["cluster-autoscaler", "guard", "kube-apiserver", "kube-audit-admin", "kube-controller-manager"])
    content {
      category = enabled_log.value
    }
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
