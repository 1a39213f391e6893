variable "name" {
  type        = string
  description = "What the server is called; Azure's name is made from it. It is given once: a later change renames nothing."
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
  description = "ID of the resource group with the private DNS zones, privatelink.mysql.database.azure.com among them."
  nullable    = false
  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+$", var.zones_id))
    error_message = "zones_id must be the ID of a resource group: /subscriptions/…/resourceGroups/NAME."
  }
}

variable "password" {
  type        = string
  description = "Password of the role that owns the database; it goes to Azure and nowhere else."
  sensitive   = true
  ephemeral   = true
  nullable    = false
  validation {
    condition     = length(var.password) >= 16 && length(var.password) <= 128
    error_message = "password must have 16 to 128 characters."
  }
}

variable "password_version" {
  type        = number
  description = "A number that differs when the password does: then it is written again."
  nullable    = false
  validation {
    condition     = var.password_version >= 0 && floor(var.password_version) == var.password_version
    error_message = "password_version must be a whole number, at least 0."
  }
}

variable "network" {
  type        = string
  description = "How the server is in the network: endpoint (a private endpoint) or subnet (in a delegated subnet of its own kind)."
  default     = "endpoint"
  nullable    = false
  validation {
    condition     = contains(["endpoint", "subnet"], var.network)
    error_message = "network must be endpoint or subnet."
  }
}

variable "delegated_subnet" {
  type        = string
  description = "Name of the subnet that is delegated to Microsoft.DBforMySQL/flexibleServers; for network = subnet."
  default     = "mysql"
  nullable    = false
}

variable "public_access" {
  type        = bool
  description = "Whether the server has an address on the internet. It is reached from allowed_networks only."
  default     = false
  nullable    = false
  validation {
    condition     = !var.public_access || var.network == "endpoint"
    error_message = "A server in a delegated subnet has no address on the internet: public_access needs network = endpoint."
  }
}

variable "allowed_networks" {
  type        = list(string)
  description = "Networks on the internet that may connect, such as 203.0.113.0/28."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for network in var.allowed_networks : can(cidrhost(network, 0)) && !strcontains(network, ":")]) && (length(var.allowed_networks) == 0 || var.network == "endpoint")
    error_message = "allowed_networks must be IPv4 networks in the form 203.0.113.0/28, and need network = endpoint."
  }
}

variable "engine_version" {
  type        = string
  description = "MySQL's version as Azure names it."
  nullable    = false
  validation {
    condition     = contains(["8.0.21", "8.4"], var.engine_version)
    error_message = "engine_version must be 8.0.21 or 8.4."
  }
}

variable "class" {
  type        = string
  description = "What the processors are for: burstable (idle most of the time), general, or memory (twice the memory)."
  default     = "general"
  nullable    = false
  validation {
    condition     = contains(["burstable", "general", "memory"], var.class)
    error_message = "class must be burstable, general or memory."
  }
}

variable "cpu" {
  type        = number
  description = "Virtual processors."
  default     = 2
  nullable    = false
  validation {
    condition     = contains({ burstable = [1, 2, 4, 8, 16], general = [2, 4, 8, 16, 32, 48, 64], memory = [2, 4, 8, 16, 32, 48, 64] }[var.class], var.cpu)
    error_message = "cpu must be 1, 2, 4, 8 or 16 for class burstable, else 2, 4, 8, 16, 32, 48 or 64."
  }
}

variable "storage_gib" {
  type        = number
  description = "Storage in GiB. It can only grow."
  default     = 32
  nullable    = false
  validation {
    condition     = var.storage_gib >= 20 && var.storage_gib <= 16384 && floor(var.storage_gib) == var.storage_gib
    error_message = "storage_gib must be a whole number from 20 to 16384."
  }
}

variable "backup_retention_days" {
  type        = number
  description = "How many days the backups are kept."
  default     = 7
  nullable    = false
  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35
    error_message = "backup_retention_days must be from 1 to 35."
  }
}

variable "geo_redundant_backup" {
  type        = bool
  description = "Whether the backups are kept in the paired region, too. Changing it makes the server anew."
  default     = false
  nullable    = false
}

variable "high_availability" {
  type        = bool
  description = "Whether a standby takes over when the server fails. In another zone, Azure gives it to new servers only."
  default     = false
  nullable    = false
  validation {
    condition     = !var.high_availability || var.class != "burstable"
    error_message = "Azure has no standby for class burstable: take general or memory."
  }
}

variable "high_availability_mode" {
  type        = string
  description = "Where the standby is: ZoneRedundant in another zone, SameZone where a region has none."
  default     = "ZoneRedundant"
  nullable    = false
  validation {
    condition     = contains(["ZoneRedundant", "SameZone"], var.high_availability_mode)
    error_message = "high_availability_mode must be ZoneRedundant or SameZone."
  }
}

variable "maintenance_day" {
  type        = string
  description = "Day on which Azure may patch and restart the server."
  default     = "sunday"
  nullable    = false
  validation {
    condition     = contains(["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"], var.maintenance_day)
    error_message = "maintenance_day must be a day of the week in English, in lower case."
  }
}

variable "maintenance_hour" {
  type        = number
  description = "Hour at which that begins, in UTC."
  default     = 2
  nullable    = false
  validation {
    condition     = var.maintenance_hour >= 0 && var.maintenance_hour <= 23 && floor(var.maintenance_hour) == var.maintenance_hour
    error_message = "maintenance_hour must be a whole hour from 0 to 23."
  }
}

variable "max_connections" {
  type        = number
  description = "How many connections the server takes."
  default     = 100
  nullable    = false
  validation {
    condition     = var.max_connections >= 10 && var.max_connections <= 5000 && floor(var.max_connections) == var.max_connections
    error_message = "max_connections must be a whole number from 10 to 5000."
  }
}

variable "character_set" {
  type        = string
  description = "How texts of new tables are stored. Changing it makes the database anew."
  default     = "utf8mb4"
  nullable    = false
  validation {
    condition     = can(regex("^[a-z0-9]{1,32}$", var.character_set))
    error_message = "character_set must be the name of a character set, such as utf8mb4."
  }
}

variable "collation" {
  type        = string
  description = "How texts are ordered and compared. Changing it makes the database anew."
  default     = "utf8mb4_0900_ai_ci"
  nullable    = false
  validation {
    condition     = can(regex("^[a-z0-9_]{1,64}$", var.collation))
    error_message = "collation must be the name of a collation, such as utf8mb4_0900_ai_ci."
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
