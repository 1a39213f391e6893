variable "name" {
  type        = string
  description = "What the server is called; the end of Azure's name is made from it and the resource group."
}

variable "resource_group" {
  type        = string
  description = "Resource group that the server and its network are in."
}

variable "location" {
  type        = string
  description = "Azure's region, such as westeurope."
}

variable "network" {
  type        = string
  description = "Virtual network with a subnet for databases and a private zone of names."
}

variable "password" {
  type        = string
  description = "Password of the role that owns the database."
  sensitive   = true
  ephemeral   = true
}

variable "password_version" {
  type        = number
  description = "A number that differs when the password does: then it is written again."
}

variable "engine_version" {
  type        = string
  description = "PostgreSQL's major version; a newer one upgrades the server in place."
}

variable "cpu" {
  type        = number
  description = "Virtual processors of the general purpose tier."
  validation {
    condition     = contains([2, 4, 8, 16], var.cpu)
    error_message = "cpu must be 2, 4, 8 or 16."
  }
}

variable "storage_gib" {
  type        = number
  description = "Storage in GiB; the next step that Azure sells is taken."
  validation {
    condition     = var.storage_gib >= 1 && var.storage_gib <= 16384
    error_message = "storage_gib must be from 1 to 16384."
  }
}

variable "backup_retention_days" {
  type        = number
  description = "How many days the backups are kept."
  validation {
    condition     = var.backup_retention_days >= 7 && var.backup_retention_days <= 35
    error_message = "backup_retention_days must be from 7 to 35."
  }
}

variable "high_availability" {
  type        = bool
  description = "Whether a standby in another zone takes over."
  default     = false
}

variable "max_connections" {
  type        = number
  description = "How many connections the server takes."
  default     = 100
}

variable "collation" {
  type        = string
  description = "How texts are ordered and compared."
  default     = "C.UTF-8"
}

variable "extensions" {
  type        = list(string)
  description = "Extensions that the service may create."
  default     = []
}

variable "tags" {
  type        = map(string)
  description = "Tags of the server; Towpath adds service, environment, owner and cost-center."
  default     = {}
}
