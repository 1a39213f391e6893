variable "name" {
  type        = string
  description = "What the cluster is called; Azure's name is made from it. It is given once: a later change renames nothing."
  nullable    = false
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", var.name)) && length(var.name) <= 200
    error_message = "name must be of lower-case letters, digits and hyphens, and begin and end with a letter or digit; at most 200 characters."
  }
}

variable "seed" {
  type        = string
  description = "What the end of Azure's name is made from, by SHA-1: names are unique in all of Azure. The same seed gives the same name."
  nullable    = false
  validation {
    condition     = length(var.seed) >= 3
    error_message = "seed must have at least three characters: the resource group, environment, service, type and resource make a good one."
  }
}

variable "resource_group" {
  type        = string
  description = "Name of the resource group that it is made in."
  nullable    = false
  validation {
    condition     = can(regex("^[A-Za-z0-9._()-]{1,90}$", var.resource_group)) && !endswith(var.resource_group, ".")
    error_message = "resource_group must be the name of a resource group, not its ID."
  }
}

variable "location" {
  type        = string
  description = "Azure's region, such as westeurope."
  nullable    = false
  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,39}$", var.location))
    error_message = "location must be a region as Azure writes it in code, such as westeurope."
  }
}

variable "network_id" {
  type        = string
  description = "ID of the virtual network."
  nullable    = false
  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/virtualNetworks/[^/]+$", var.network_id))
    error_message = "network_id must be the ID of a virtual network: /subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/NAME."
  }
}

variable "tenant_id" {
  type        = string
  description = "Tenant of Entra ID whose identities may be let in."
  nullable    = false
  validation {
    condition     = can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", var.tenant_id))
    error_message = "tenant_id must be a GUID."
  }
}

variable "subnet" {
  type        = string
  description = "Name of the network's subnet that the nodes are in."
  default     = "clusters"
  nullable    = false
}

variable "engine_version" {
  type        = string
  description = "Kubernetes' minor version, such as 1.36; patches follow by themselves."
  nullable    = false
  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.engine_version))
    error_message = "engine_version must be a minor version, such as 1.36."
  }
}

variable "plan" {
  type        = string
  description = "What Azure promises of the API server: free (nothing), standard (99.95 % in zones) or premium (and two years of support for a version)."
  default     = "standard"
  nullable    = false
  validation {
    condition     = contains(["free", "standard", "premium"], var.plan)
    error_message = "plan must be free, standard or premium."
  }
}

variable "private_api" {
  type        = bool
  description = "Whether the API server has an address in the network only. Changing it makes the cluster anew."
  default     = true
  nullable    = false
}

variable "private_dns_zone_id" {
  type        = string
  description = "Zone that the private name of the API server is in: System (of its own), None, or the ID of a zone."
  default     = "System"
  nullable    = false
  validation {
    condition     = contains(["System", "None"], var.private_dns_zone_id) || can(regex("/privateDnsZones/", var.private_dns_zone_id))
    error_message = "private_dns_zone_id must be System, None or the ID of a private DNS zone."
  }
}

variable "admin_groups" {
  type        = list(string)
  description = "Object IDs of the groups of Entra ID that administer the cluster."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for id in var.admin_groups : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])
    error_message = "admin_groups must be object IDs of groups: GUIDs."
  }
}

variable "zones" {
  type        = list(string)
  description = "Zones that the nodes are spread over; none where a region has none. Changing them makes the nodes anew."
  default     = ["1", "2", "3"]
  nullable    = false
  validation {
    condition     = alltrue([for zone in var.zones : contains(["1", "2", "3"], zone)])
    error_message = "zones must be of 1, 2 and 3."
  }
}

variable "system_pool" {
  type        = object({ size = optional(string, "Standard_D2ds_v5"), min = optional(number, 2), max = optional(number, 3) })
  description = "Nodes of the cluster's own workloads."
  default     = {}
  nullable    = false
  validation {
    condition     = var.system_pool.min >= 1 && var.system_pool.max >= var.system_pool.min && var.system_pool.max <= 100
    error_message = "system_pool must have min of at least 1 and max of at least min, at most 100."
  }
}

variable "pools" {
  type        = map(object({ size = optional(string, "Standard_D4ds_v5"), min = optional(number, 1), max = optional(number, 3), max_pods = optional(number, 110), labels = optional(map(string), {}), taints = optional(list(string), []), spot = optional(bool, false), disk_gib = optional(number, 128) }))
  description = "Pools of nodes for workloads, by name."
  default     = { work = {} }
  nullable    = false
  validation {
    condition     = alltrue([for name, pool in var.pools : can(regex("^[a-z][a-z0-9]{0,11}$", name)) && name != "system" && pool.min >= 0 && pool.max >= max(pool.min, 1) && pool.max <= 1000])
    error_message = "pools must be named by at most 12 lower-case letters and digits (and not system), with max of at least min and 1, at most 1000."
  }
}

variable "outbound" {
  type        = string
  description = "How nodes reach the internet: loadBalancer, userDefinedRouting (through a firewall of the network), managedNATGateway or userAssignedNATGateway. Changing it may make the cluster anew."
  default     = "loadBalancer"
  nullable    = false
  validation {
    condition     = contains(["loadBalancer", "userDefinedRouting", "managedNATGateway", "userAssignedNATGateway"], var.outbound)
    error_message = "outbound must be loadBalancer, userDefinedRouting, managedNATGateway or userAssignedNATGateway."
  }
}

variable "pod_network" {
  type        = string
  description = "Network of the pods, apart from all others. Changing it makes the cluster anew."
  default     = "10.244.0.0/16"
  nullable    = false
  validation {
    condition     = can(cidrhost(var.pod_network, 0))
    error_message = "pod_network must be a network, such as 10.244.0.0/16."
  }
}

variable "service_network" {
  type        = string
  description = "Network of the cluster's services, apart from all others. Changing it makes the cluster anew."
  default     = "10.245.0.0/16"
  nullable    = false
  validation {
    condition     = can(cidrhost(var.service_network, 10))
    error_message = "service_network must be a network, such as 10.245.0.0/16."
  }
}

variable "encryption_at_host" {
  type        = bool
  description = "Whether disks and caches of the nodes are encrypted on the host, too."
  default     = true
  nullable    = false
}

variable "upgrade_channel" {
  type        = string
  description = "Which upgrades come by themselves: patch (of the minor version), stable, rapid, node-image or none."
  default     = "patch"
  nullable    = false
  validation {
    condition     = contains(["patch", "stable", "rapid", "node-image", "none"], var.upgrade_channel)
    error_message = "upgrade_channel must be patch, stable, rapid, node-image or none."
  }
}

variable "maintenance_day" {
  type        = string
  description = "Day on which upgrades come."
  default     = "sunday"
  nullable    = false
  validation {
    condition     = contains(["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"], var.maintenance_day)
    error_message = "maintenance_day must be a day of the week in English, in lower case."
  }
}

variable "maintenance_hour" {
  type        = number
  description = "Hour at which they begin, in UTC."
  default     = 2
  nullable    = false
  validation {
    condition     = var.maintenance_hour >= 0 && var.maintenance_hour <= 23 && floor(var.maintenance_hour) == var.maintenance_hour
    error_message = "maintenance_hour must be a whole hour from 0 to 23."
  }
}

variable "maintenance_hours" {
  type        = number
  description = "How many hours they may take."
  default     = 4
  nullable    = false
  validation {
    condition     = var.maintenance_hours >= 4 && var.maintenance_hours <= 24 && floor(var.maintenance_hours) == var.maintenance_hours
    error_message = "maintenance_hours must be a whole number from 4 to 24."
  }
}

variable "log_retention_days" {
  type        = number
  description = "How many days logs are kept in a workspace of its own."
  default     = 30
  nullable    = false
  validation {
    condition     = var.log_retention_days >= 30 && var.log_retention_days <= 730
    error_message = "log_retention_days must be from 30 to 730."
  }
}

variable "metrics_workspace_id" {
  type        = string
  description = "ID of the Azure Monitor workspace that Prometheus metrics go to; empty for one of its own."
  default     = ""
  nullable    = false
  validation {
    condition     = var.metrics_workspace_id == "" || can(regex("(?i)/providers/Microsoft\\.Monitor/accounts/[^/]+$", var.metrics_workspace_id))
    error_message = "metrics_workspace_id must be the ID of an Azure Monitor workspace, or empty."
  }
}

variable "alert_emails" {
  type        = list(string)
  description = "Who is told when something is wrong."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for address in var.alert_emails : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "alert_emails must be addresses of mail."
  }
}

variable "log_workspace_id" {
  type        = string
  description = "ID of the Log Analytics workspace that logs and metrics go to; empty for one of its own."
  default     = ""
  nullable    = false
  validation {
    condition     = var.log_workspace_id == "" || can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.OperationalInsights/workspaces/[^/]+$", var.log_workspace_id))
    error_message = "log_workspace_id must be the ID of a Log Analytics workspace, or empty."
  }
}

variable "tags" {
  type        = map(string)
  description = "Tags of everything that the module makes."
  default     = {}
  nullable    = false
}
