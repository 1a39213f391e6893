variable "name" {
  type        = string
  description = "What the cache is called; Azure's name is made from it. It is given once: a later change renames nothing."
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

variable "endpoint_subnet" {
  type        = string
  description = "Name of the network's subnet that private endpoints are in."
  default     = "endpoints"
  nullable    = false
}

variable "zones_id" {
  type        = string
  description = "ID of the resource group with the private DNS zones, privatelink.redis.azure.net among them."
  nullable    = false
  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+$", var.zones_id))
    error_message = "zones_id must be the ID of a resource group: /subscriptions/…/resourceGroups/NAME."
  }
}

variable "public_access" {
  type        = bool
  description = "Whether it answers from the internet; nobody gets in without signing in either way."
  default     = false
  nullable    = false
}

variable "key_access" {
  type        = bool
  description = "Whether there is a key, beside identities."
  default     = false
  nullable    = false
}

variable "access" {
  type        = list(string)
  description = "Object IDs of the identities of Entra ID that may read and write everything in it."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for id in var.access : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])
    error_message = "access must be object IDs of identities: GUIDs."
  }
}

variable "memory_mib" {
  type        = number
  description = "How much it may hold, in MiB; the next size that Azure sells is taken. Changing the size makes it anew."
  default     = 1024
  nullable    = false
  validation {
    condition     = var.memory_mib >= 1 && var.memory_mib <= 122880
    error_message = "memory_mib must be from 1 to 122880."
  }
}

variable "high_availability" {
  type        = bool
  description = "Whether a replica takes over. Changing it makes the cache anew."
  default     = true
  nullable    = false
}

variable "eviction" {
  type        = string
  description = "What goes when it is full; with noeviction, writing fails."
  default     = "noeviction"
  nullable    = false
  validation {
    condition     = contains(["noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"], var.eviction)
    error_message = "eviction must be one of Redis' own: noeviction, allkeys-lru, allkeys-lfu, allkeys-random, volatile-lru, volatile-lfu, volatile-random or volatile-ttl."
  }
}

variable "persistence" {
  type        = string
  description = "Whether what it holds outlives a failure of all its machines: disk (every second is written) or none."
  default     = "disk"
  nullable    = false
  validation {
    condition     = contains(["disk", "none"], var.persistence)
    error_message = "persistence must be disk or none."
  }
}

variable "clustering" {
  type        = string
  description = "How clients see its shards: EnterpriseCluster (as one server, for every client), OSSCluster (for clients that know clusters) or NoCluster (one shard, at most 24 GiB)."
  default     = "EnterpriseCluster"
  nullable    = false
  validation {
    condition     = contains(["EnterpriseCluster", "OSSCluster", "NoCluster"], var.clustering)
    error_message = "clustering must be EnterpriseCluster, OSSCluster or NoCluster."
  }
}

variable "log_workspace_id" {
  type        = string
  description = "ID of the Log Analytics workspace that logs and metrics go to; empty for none."
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
