locals {
  # What Azure measures of the nodes without anything in the cluster.
  node_alerts = {
    processor = { metric = "node_cpu_usage_percentage", threshold = 90, severity = 2, says = "A node's processors are busy." }
    memory    = { metric = "node_memory_working_set_percentage", threshold = 90, severity = 2, says = "A node's memory is full: pods will be evicted." }
    disk      = { metric = "node_disk_usage_percentage", threshold = 85, severity = 1, says = "A node's disk is full: it will take no more pods." }
  }

  # What Prometheus knows of pods.
  pod_alerts = {
    PodsRestarting   = { expression = "sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[15m])) > 3", for = "PT5M", severity = 2, says = "Containers of a pod end again and again." }
    PodsPending      = { expression = "sum by (namespace, pod) (kube_pod_status_phase{phase=\"Pending\"}) > 0", for = "PT15M", severity = 2, says = "A pod finds no node." }
    PodsOutOfMemory  = { expression = "sum by (namespace, pod) (kube_pod_container_status_last_terminated_reason{reason=\"OOMKilled\"}) > 0 and sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[10m])) > 0", for = "PT1M", severity = 2, says = "A container was ended because its memory was full." }
    JobsFailed       = { expression = "sum by (namespace, job_name) (kube_job_status_failed) > 0", for = "PT5M", severity = 3, says = "A job has failed." }
    NodesNotReady    = { expression = "sum by (node) (kube_node_status_condition{condition=\"Ready\", status=\"true\"}) == 0", for = "PT10M", severity = 1, says = "A node does not answer." }
    VolumesFillingUp = { expression = "min by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes) < 0.1", for = "PT15M", severity = 1, says = "A volume is nearly full." }
  }
}

resource "azurerm_monitor_action_group" "operators" {
  name                = "alerts-${local.name}"
  resource_group_name = var.resource_group
  short_name          = substr(sha1(var.seed), 0, 12)
  tags                = var.tags

  dynamic "email_receiver" {
    for_each = toset(var.alert_emails)
    content {
      name                    = email_receiver.value
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }

  lifecycle {
    ignore_changes = [name, short_name]
  }
}

resource "azurerm_monitor_metric_alert" "nodes" {
  for_each            = local.node_alerts
  name                = "${each.key}-${local.name}"
  resource_group_name = var.resource_group
  scopes              = [azurerm_kubernetes_cluster.cluster.id]
  description         = each.value.says
  severity            = each.value.severity
  frequency           = "PT5M"
  window_size         = "PT15M"
  auto_mitigate       = true
  tags                = var.tags

  criteria {
    metric_namespace = "Microsoft.ContainerService/managedClusters"
    metric_name      = each.value.metric
    aggregation      = "Average"
    operator         = "GreaterThan"
    threshold        = each.value.threshold
    # A new cluster has no metrics yet.
    skip_metric_validation = true

    dimension {
      name     = "node"
      operator = "Include"
      values   = ["*"]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.operators.id
  }

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_monitor_alert_prometheus_rule_group" "pods" {
  name                = "pods-${local.name}"
  resource_group_name = var.resource_group
  location            = var.location
  cluster_name        = azurerm_kubernetes_cluster.cluster.name
  scopes              = [local.metrics_workspace_id, azurerm_kubernetes_cluster.cluster.id]
  interval            = "PT1M"
  rule_group_enabled  = true
  tags                = var.tags

  dynamic "rule" {
    for_each = local.pod_alerts
    content {
      alert       = rule.key
      expression  = rule.value.expression
      for         = rule.value.for
      severity    = rule.value.severity
      enabled     = true
      annotations = { description = rule.value.says }

      alert_resolution {
        auto_resolved   = true
        time_to_resolve = "PT10M"
      }

      action {
        action_group_id = azurerm_monitor_action_group.operators.id
      }
    }
  }

  lifecycle {
    ignore_changes = [name]
  }
}
