variable "name" {
  type        = string
  description = "Name of the container."
}

variable "account_seed" {
  type        = string
  description = "What the account's name is made from: the same seed, the same name."
}

variable "resource_group" {
  type = string
}

variable "location" {
  type = string
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
  type    = bool
  default = true
}

variable "deleted_retention_days" {
  type    = number
  default = 14
}

variable "tags" {
  type    = map(string)
  default = {}
}
