variable "name" {
  type        = string
  description = "What the bucket is called; Azure's name is made from it. It is given once: a later change renames nothing."
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
  description = "ID of the resource group with the private DNS zones, privatelink.blob.core.windows.net among them."
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
  description = "Whether the account has keys, beside identities. A key opens everything in it."
  default     = false
  nullable    = false
}

variable "access" {
  type        = list(string)
  description = "Object IDs of the identities of Entra ID that may read, write and delete its files."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for id in var.access : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])
    error_message = "access must be object IDs of identities: GUIDs."
  }
}

variable "redundancy" {
  type        = string
  description = "What may fail without data being lost: disk, zone or region."
  default     = "zone"
  nullable    = false
  validation {
    condition     = contains(["disk", "zone", "region"], var.redundancy)
    error_message = "redundancy must be disk, zone or region."
  }
}

variable "access_tier" {
  type        = string
  description = "What is read often costs more to keep and less to read: hot, cool or cold."
  default     = "hot"
  nullable    = false
  validation {
    condition     = contains(["hot", "cool", "cold"], var.access_tier)
    error_message = "access_tier must be hot, cool or cold."
  }
}

variable "infrastructure_encryption" {
  type        = bool
  description = "Whether files are encrypted twice, with two keys. Changing it makes the account anew."
  default     = true
  nullable    = false
}

variable "versioning" {
  type        = bool
  description = "Whether what is overwritten can be brought back."
  default     = true
  nullable    = false
}

variable "deleted_retention_days" {
  type        = number
  description = "How many days what was deleted can be brought back."
  default     = 14
  nullable    = false
  validation {
    condition     = var.deleted_retention_days >= 1 && var.deleted_retention_days <= 365
    error_message = "deleted_retention_days must be from 1 to 365."
  }
}

variable "cool_after_days" {
  type        = number
  description = "How many days after its last change a file becomes cheaper to keep and dearer to read; 0 for never."
  default     = 0
  nullable    = false
  validation {
    condition     = var.cool_after_days >= 0 && var.cool_after_days <= 36500 && floor(var.cool_after_days) == var.cool_after_days
    error_message = "cool_after_days must be a whole number from 0 to 36500."
  }
}

variable "archive_after_days" {
  type        = number
  description = "How many days after its last change a file is archived: it takes hours to get it back; 0 for never."
  default     = 0
  nullable    = false
  validation {
    condition     = var.archive_after_days == 0 || var.redundancy == "disk"
    error_message = "Azure archives nothing that is kept in several zones: archive_after_days needs redundancy disk."
  }
  validation {
    condition     = var.archive_after_days >= 0 && var.archive_after_days <= 36500 && floor(var.archive_after_days) == var.archive_after_days
    error_message = "archive_after_days must be a whole number from 0 to 36500."
  }
}

variable "delete_after_days" {
  type        = number
  description = "How many days after its last change a file is deleted; 0 for never."
  default     = 0
  nullable    = false
  validation {
    condition     = var.delete_after_days >= 0 && var.delete_after_days <= 36500 && floor(var.delete_after_days) == var.delete_after_days
    error_message = "delete_after_days must be a whole number from 0 to 36500."
  }
}

variable "delete_versions_after_days" {
  type        = number
  description = "How many days old versions of a file are kept; 0 for ever."
  default     = 90
  nullable    = false
  validation {
    condition     = var.delete_versions_after_days >= 0 && var.delete_versions_after_days <= 36500 && floor(var.delete_versions_after_days) == var.delete_versions_after_days
    error_message = "delete_versions_after_days must be a whole number from 0 to 36500."
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
