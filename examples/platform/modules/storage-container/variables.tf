variable "name" {
  type        = string
  description = "Name of the container."
}

variable "account_seed" {
  type        = string
  description = "What the account's name is made from: the same seed, the same name."
}

variable "resource_group" {
  type        = string
  description = "Resource group that the account and its network are in."
}

variable "location" {
  type        = string
  description = "Azure's region, such as westeurope."
}

variable "network" {
  type        = string
  description = "Virtual network with a subnet for private endpoints."
}

variable "redundancy" {
  type        = string
  description = "What may fail without data being lost: disk, zone or region."
  validation {
    condition     = contains(["disk", "zone", "region"], var.redundancy)
    error_message = "redundancy must be disk, zone or region."
  }
}

variable "versioning" {
  type        = bool
  description = "Whether what is overwritten can be brought back."
  default     = true
}

variable "deleted_retention_days" {
  type        = number
  description = "How many days what was deleted can be brought back."
  default     = 14
  validation {
    condition     = var.deleted_retention_days >= 7 && var.deleted_retention_days <= 365
    error_message = "deleted_retention_days must be from 7 to 365."
  }
}

variable "tags" {
  type        = map(string)
  description = "Tags of the account; Towpath adds service, environment, owner and cost-center."
  default     = {}
}
