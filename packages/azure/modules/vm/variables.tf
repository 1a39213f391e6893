variable "name" {
  type        = string
  description = "What the machine is called; Azure's name is made from it. It is given once: a later change renames nothing."
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

variable "subnet" {
  type        = string
  description = "Name of the network's subnet that the machine is in."
  default     = "machines"
  nullable    = false
}

variable "size" {
  type        = string
  description = "Azure's size of the machine, such as Standard_D2s_v5. It must be able to encrypt at the host."
  default     = "Standard_D2s_v5"
  nullable    = false
  validation {
    condition     = can(regex("^Standard_[A-Za-z0-9_-]+$", var.size))
    error_message = "size must be a size of Azure, such as Standard_D2s_v5."
  }
}

variable "engine_version" {
  type        = string
  description = "Ubuntu's version. Changing it makes the machine anew."
  default     = "24.04"
  nullable    = false
  validation {
    condition     = contains(["22.04", "24.04"], var.engine_version)
    error_message = "engine_version must be 22.04 or 24.04."
  }
}

variable "image_id" {
  type        = string
  description = "ID of an image of your own, in place of Ubuntu's; empty for none. Changing it makes the machine anew."
  default     = ""
  nullable    = false
}

variable "username" {
  type        = string
  description = "Name of the account that the SSH key opens."
  default     = "operator"
  nullable    = false
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,31}$", var.username)) && !contains(["admin", "administrator", "root", "guest", "test", "user"], var.username)
    error_message = "username must be a Linux name in lower case that Azure does not reserve."
  }
}

variable "ssh_key" {
  type        = string
  description = "Public SSH key that opens that account: RSA of at least 2048 bits, or Ed25519. There is no login by password, and no machine without a key."
  default     = ""
  nullable    = false
  validation {
    condition     = can(regex("^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/=]{60,}( .*)?$", trimspace(var.ssh_key)))
    error_message = "A machine needs a public SSH key in one line, ssh-ed25519 … or ssh-rsa …: there is no login by password."
  }
}

variable "ssh_from" {
  type        = list(string)
  description = "Networks that SSH is open to, such as the one of a bastion."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for network in var.ssh_from : can(cidrhost(network, 0)) && !endswith(network, "/0")])
    error_message = "ssh_from must be networks in the form 10.0.0.0/24, and not the whole internet."
  }
}

variable "ports" {
  type        = list(number)
  description = "TCP ports that are open to the virtual network."
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for port in var.ports : port >= 1 && port <= 65535 && floor(port) == port])
    error_message = "ports must be whole numbers from 1 to 65535."
  }
}

variable "zone" {
  type        = string
  description = "Zone that the machine and its disk are in; empty for none. Changing it makes both anew."
  default     = ""
  nullable    = false
  validation {
    condition     = contains(["", "1", "2", "3"], var.zone)
    error_message = "zone must be 1, 2, 3 or empty."
  }
}

variable "disk_gib" {
  type        = number
  description = "Size of the disk of the system, in GiB. It can only grow."
  default     = 64
  nullable    = false
  validation {
    condition     = var.disk_gib >= 30 && var.disk_gib <= 4095
    error_message = "disk_gib must be from 30 to 4095."
  }
}

variable "data_disk_gib" {
  type        = number
  description = "Size of the disk for data, in GiB; 0 for none. It can only grow."
  default     = 0
  nullable    = false
  validation {
    condition     = var.data_disk_gib >= 0 && var.data_disk_gib <= 32767
    error_message = "data_disk_gib must be from 0 to 32767."
  }
}

variable "encryption_at_host" {
  type        = bool
  description = "Whether disks, caches and swap are encrypted on the host, too."
  default     = true
  nullable    = false
}

variable "user_data" {
  type        = string
  description = "What the machine does at its first start, for cloud-init. No secrets: everything on the machine can read it."
  default     = ""
  nullable    = false
  validation {
    condition     = length(var.user_data) <= 40000
    error_message = "user_data must have at most 40000 characters."
  }
}

variable "patch_reboot" {
  type        = string
  description = "What happens when a patch needs a restart: IfRequired, Never or Always."
  default     = "IfRequired"
  nullable    = false
  validation {
    condition     = contains(["IfRequired", "Never", "Always"], var.patch_reboot)
    error_message = "patch_reboot must be IfRequired, Never or Always."
  }
}

variable "backup_retention_days" {
  type        = number
  description = "How many days the daily backups are kept."
  default     = 14
  nullable    = false
  validation {
    condition     = var.backup_retention_days >= 7 && var.backup_retention_days <= 9999
    error_message = "backup_retention_days must be from 7 to 9999."
  }
}

variable "backup_redundancy" {
  type        = string
  description = "Where backups are kept: zone, region (in the paired one, too) or disk."
  default     = "zone"
  nullable    = false
  validation {
    condition     = contains(["disk", "zone", "region"], var.backup_redundancy)
    error_message = "backup_redundancy must be disk, zone or region."
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
