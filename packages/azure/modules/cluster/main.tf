locals {
  # Azure takes 54 characters where the name becomes part of an address.
  name      = "${trim(substr(replace(var.name, "/-+/", "-"), 0, 45), "-")}-${substr(sha1(var.seed), 0, 8)}"
  subnet_id = "${var.network_id}/subnets/${var.subnet}"
  day       = title(var.maintenance_day)
  start     = format("%02d:00", var.maintenance_hour)
}

# Who the cluster is when it attaches load balancers to the network.
resource "azurerm_user_assigned_identity" "cluster" {
  name                = "id-${local.name}"
  resource_group_name = var.resource_group
  location            = var.location
  tags                = var.tags

  lifecycle {
    ignore_changes = [name] # given once
  }
}

resource "azurerm_role_assignment" "network" {
  scope                            = local.subnet_id
  role_definition_name             = "Network Contributor"
  principal_id                     = azurerm_user_assigned_identity.cluster.principal_id
  principal_type                   = "ServicePrincipal"
  skip_service_principal_aad_check = true
}

# Who its nodes are when they pull images. It is there before the cluster, so that registries can let it in.
resource "azurerm_user_assigned_identity" "nodes" {
  name                = "id-${local.name}-nodes"
  resource_group_name = var.resource_group
  location            = var.location
  tags                = var.tags

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_role_assignment" "nodes" {
  scope                            = azurerm_user_assigned_identity.nodes.id
  role_definition_name             = "Managed Identity Operator"
  principal_id                     = azurerm_user_assigned_identity.cluster.principal_id
  principal_type                   = "ServicePrincipal"
  skip_service_principal_aad_check = true
}

resource "azurerm_kubernetes_cluster" "cluster" {
  name                                = local.name
  resource_group_name                 = var.resource_group
  location                            = var.location
  dns_prefix                          = local.name
  node_resource_group                 = "${local.name}-nodes"
  kubernetes_version                  = var.engine_version
  sku_tier                            = title(var.plan)
  support_plan                        = var.plan == "premium" ? "AKSLongTermSupport" : "KubernetesOfficial"
  private_cluster_enabled             = var.private_api
  private_cluster_public_fqdn_enabled = false
  private_dns_zone_id                 = var.private_api ? var.private_dns_zone_id : null
  role_based_access_control_enabled   = true
  local_account_disabled              = true # nobody without an identity
  run_command_enabled                 = false
  oidc_issuer_enabled                 = true
  workload_identity_enabled           = true
  azure_policy_enabled                = true
  image_cleaner_enabled               = true
  image_cleaner_interval_hours        = 48
  automatic_upgrade_channel           = var.upgrade_channel == "none" ? null : var.upgrade_channel
  node_os_upgrade_channel             = "NodeImage"
  tags                                = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.cluster.id]
  }

  kubelet_identity {
    client_id                 = azurerm_user_assigned_identity.nodes.client_id
    object_id                 = azurerm_user_assigned_identity.nodes.principal_id
    user_assigned_identity_id = azurerm_user_assigned_identity.nodes.id
  }

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled     = true
    tenant_id              = var.tenant_id
    admin_group_object_ids = var.admin_groups
  }

  default_node_pool {
    name                         = "system"
    vm_size                      = var.system_pool.size
    vnet_subnet_id               = local.subnet_id
    zones                        = length(var.zones) == 0 ? null : var.zones
    auto_scaling_enabled         = true
    min_count                    = var.system_pool.min
    max_count                    = var.system_pool.max
    only_critical_addons_enabled = length(var.pools) > 0
    host_encryption_enabled      = var.encryption_at_host
    node_public_ip_enabled       = false
    orchestrator_version         = var.engine_version
    os_sku                       = "AzureLinux"
    temporary_name_for_rotation  = "rotation"
    tags                         = var.tags

    upgrade_settings {
      max_surge                     = "33%"
      drain_timeout_in_minutes      = 30
      node_soak_duration_in_minutes = 0
    }
  }

  # Nodes come from the pools below.
  node_provisioning_profile {
    mode = "Manual"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_data_plane  = "cilium"
    network_policy      = "cilium"
    load_balancer_sku   = "standard"
    outbound_type       = var.outbound
    pod_cidr            = var.pod_network
    service_cidr        = var.service_network
    dns_service_ip      = cidrhost(var.service_network, 10)
  }

  maintenance_window_auto_upgrade {
    frequency   = "Weekly"
    interval    = 1
    day_of_week = local.day
    start_time  = local.start
    utc_offset  = "+00:00"
    duration    = var.maintenance_hours
  }

  maintenance_window_node_os {
    frequency   = "Weekly"
    interval    = 1
    day_of_week = local.day
    start_time  = local.start
    utc_offset  = "+00:00"
    duration    = var.maintenance_hours
  }

  key_vault_secrets_provider {
    secret_rotation_enabled  = true
    secret_rotation_interval = "2m"
  }

  oms_agent {
    log_analytics_workspace_id      = local.log_workspace_id
    msi_auth_for_monitoring_enabled = true
  }

  monitor_metrics {}

  auto_scaler_profile {
    balance_similar_node_groups = true
  }

  lifecycle {
    # Names are given once; patches of the version come by themselves.
    ignore_changes = [name, dns_prefix, node_resource_group, default_node_pool[0].node_count]
  }

  # They must be there before the cluster is, and until it is gone.
  depends_on = [azurerm_role_assignment.network, azurerm_role_assignment.nodes]
}

resource "azurerm_kubernetes_cluster_node_pool" "pool" {
  for_each                    = var.pools
  name                        = each.key
  kubernetes_cluster_id       = azurerm_kubernetes_cluster.cluster.id
  mode                        = "User"
  vm_size                     = each.value.size
  vnet_subnet_id              = local.subnet_id
  zones                       = length(var.zones) == 0 ? null : var.zones
  auto_scaling_enabled        = true
  min_count                   = each.value.min
  max_count                   = each.value.max
  max_pods                    = each.value.max_pods
  node_labels                 = each.value.labels
  node_taints                 = each.value.spot ? concat(each.value.taints, ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]) : each.value.taints
  priority                    = each.value.spot ? "Spot" : "Regular"
  eviction_policy             = each.value.spot ? "Delete" : null
  spot_max_price              = each.value.spot ? -1 : null
  host_encryption_enabled     = var.encryption_at_host
  node_public_ip_enabled      = false
  orchestrator_version        = var.engine_version
  os_sku                      = "AzureLinux"
  os_disk_size_gb             = each.value.disk_gib
  temporary_name_for_rotation = "${substr(each.key, 0, 10)}tm"
  tags                        = var.tags

  # Azure surges no spot nodes.
  dynamic "upgrade_settings" {
    for_each = each.value.spot ? [] : [true]
    content {
      max_surge                     = "33%"
      drain_timeout_in_minutes      = 30
      node_soak_duration_in_minutes = 0
    }
  }

  lifecycle {
    ignore_changes = [node_count]
  }
}
