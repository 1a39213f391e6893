variable "name" {
  type        = string
  description = "What the queue is called; Azure's name is made from it. It is given once: a later change renames nothing."
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
  description = "ID of the resource group with the private DNS zones, privatelink.servicebus.windows.net among them."
  nullable    = false
  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+$", var.zones_id))
    error_message = "zones_id must be the ID of a resource group: /subscriptions/…/resourceGroups/NAME."
  }
}

variable "plan" {
  type        = string
  description = "What the namespace is: premium (private, machines of its own) or standard (shared, with an address on the internet)."
  default     = "premium"
  nullable    = false
  validation {
    condition     = contains(["premium", "standard"], var.plan)
    error_message = "plan must be premium or standard."
  }
}

variable "public_access" {
  type        = bool
  description = "Whether it answers from the internet; nobody gets in without signing in either way. Plan standard always does."
  default     = false
  nullable    = false
}

variable "capacity" {
  type        = number
  description = "Messaging units of plan premium."
  default     = 1
  nullable    = false
  validation {
    condition     = contains([1, 2, 4, 8, 16], var.capacity)
    error_message = "capacity must be 1, 2, 4, 8 or 16."
  }
}

variable "key_access" {
  type        = bool
  description = "Whether there is a connection string, beside identities."
  default     = false
  nullable    = false
}

variable "access" {
  type        = list(string)
  description = "Object IDs of the identities of Entra ID that may send and receive."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for id in var.access : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])
    error_message = "access must be object IDs of identities: GUIDs."
  }
}

variable "max_deliveries" {
  type        = number
  description = "How often a message is tried until it is put aside."
  default     = 10
  nullable    = false
  validation {
    condition     = var.max_deliveries >= 1 && var.max_deliveries <= 2000 && floor(var.max_deliveries) == var.max_deliveries
    error_message = "max_deliveries must be a whole number from 1 to 2000."
  }
}

variable "lock_minutes" {
  type        = number
  description = "How many minutes a worker may take until another one gets the message."
  default     = 1
  nullable    = false
  validation {
    condition     = contains([1, 2, 3, 4, 5], var.lock_minutes)
    error_message = "lock_minutes must be a whole number from 1 to 5; a worker that needs longer renews its lock."
  }
}

variable "retention_days" {
  type        = number
  description = "How many days a message waits at most; then it is put aside, or dropped."
  default     = 14
  nullable    = false
  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 365 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days must be a whole number from 1 to 365."
  }
}

variable "dead_letter_expired" {
  type        = bool
  description = "Whether what waited too long is put aside in the queue of dead letters; what failed too often always is."
  default     = true
  nullable    = false
}

variable "detect_duplicates" {
  type        = bool
  description = "Whether a message with an ID of the last ten minutes is dropped. Changing it makes the queue anew."
  default     = false
  nullable    = false
}

variable "sessions" {
  type        = bool
  description = "Whether messages of one session are handled in order, one at a time. Changing it makes the queue anew."
  default     = false
  nullable    = false
}

variable "max_size_gib" {
  type        = number
  description = "How much waits at most, in GiB."
  default     = 1
  nullable    = false
  validation {
    condition     = contains([1, 2, 3, 4, 5, 10, 20, 40, 80], var.max_size_gib) && (var.plan == "premium" || var.max_size_gib <= 5)
    error_message = "max_size_gib must be 1, 2, 3, 4 or 5, and with plan premium also 10, 20, 40 or 80."
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
