variable "name" {
  type        = string
  description = "Name of the server; unique in Azure."
}

variable "resource_group" {
  type = string
}

variable "location" {
  type = string
}

variable "network" {
  type        = string
  description = "Virtual network with a subnet for databases and a private zone of names."
}

variable "engine_version" {
  type        = string
  description = "PostgreSQL's major version."
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
  type = number
}

variable "backup_retention_days" {
  type = number
}

variable "high_availability" {
  type    = bool
  default = false
}

variable "max_connections" {
  type    = number
  default = 100
}

variable "collation" {
  type    = string
  default = "C.UTF-8"
}

variable "extensions" {
  type    = list(string)
  default = []
}

variable "tags" {
  type    = map(string)
  default = {}
}
