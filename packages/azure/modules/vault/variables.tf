variable "name" {
  type        = string
  description = "What the vault is called; Azure's name is made from it. It is given once: a later change renames nothing."
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
  description = "ID of the resource group with the private DNS zones, privatelink.vaultcore.azure.net among them."
  nullable    = false
  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+$", var.zones_id))
    error_message = "zones_id must be the ID of a resource group: /subscriptions/…/resourceGroups/NAME."
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

variable "public_access" {
  type        = bool
  description = "Whether it answers from the internet; nobody gets in without signing in either way."
  default     = false
  nullable    = false
}

variable "access" {
  type        = list(string)
  description = "Object IDs of the identities of Entra ID that may read and write secrets."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for id in var.access : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])
    error_message = "access must be object IDs of identities: GUIDs."
  }
}

variable "readers" {
  type        = list(string)
  description = "Object IDs of the identities of Entra ID that may read secrets."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for id in var.readers : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])
    error_message = "readers must be object IDs of identities: GUIDs."
  }
}

variable "plan" {
  type        = string
  description = "Where keys are kept: standard (in software) or premium (in hardware)."
  default     = "standard"
  nullable    = false
  validation {
    condition     = contains(["standard", "premium"], var.plan)
    error_message = "plan must be standard or premium."
  }
}

variable "purge_protection" {
  type        = bool
  description = "Whether nobody can delete a secret, or the vault, for good before deleted_retention_days are over. It can be switched on, never off."
  default     = true
  nullable    = false
}

variable "deleted_retention_days" {
  type        = number
  description = "How many days what was deleted can be brought back. Changing it makes the vault anew."
  default     = 90
  nullable    = false
  validation {
    condition     = var.deleted_retention_days >= 7 && var.deleted_retention_days <= 90
    error_message = "deleted_retention_days must be from 7 to 90."
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
