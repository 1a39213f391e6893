locals {
  # Azure takes 64 characters for a machine and 50 for a vault of backups, whose name begins with four of its own.
  name = "${trim(substr(replace(var.name, "/-+/", "-"), 0, 37), "-")}-${substr(sha1(var.seed), 0, 8)}"
  zone = var.zone == "" ? null : var.zone

  images = {
    "22.04" = { offer = "0001-com-ubuntu-server-jammy", sku = "22_04-lts-gen2" }
    "24.04" = { offer = "ubuntu-24_04-lts", sku = "server" }
  }
}

resource "azurerm_network_security_group" "machine" {
  name                = "nsg-${local.name}"
  resource_group_name = var.resource_group
  location            = var.location
  tags                = var.tags

  dynamic "security_rule" {
    for_each = length(var.ssh_from) > 0 ? [var.ssh_from] : []
    content {
      name                       = "ssh"
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_address_prefixes    = security_rule.value
      source_port_range          = "*"
      destination_address_prefix = "*"
      destination_port_range     = "22"
    }
  }

  dynamic "security_rule" {
    for_each = length(var.ports) > 0 ? [var.ports] : []
    content {
      name                       = "network"
      priority                   = 200
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_address_prefix      = "VirtualNetwork"
      source_port_range          = "*"
      destination_address_prefix = "*"
      destination_port_ranges    = [for port in security_rule.value : tostring(port)]
    }
  }

  security_rule {
    name                       = "nobody-else"
    priority                   = 4096
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "*"
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "*"
  }

  lifecycle {
    ignore_changes = [name] # given once
  }
}

resource "azurerm_network_interface" "machine" {
  name                = "nic-${local.name}"
  resource_group_name = var.resource_group
  location            = var.location
  tags                = var.tags

  # No public address.
  ip_configuration {
    name                          = "private"
    subnet_id                     = "${var.network_id}/subnets/${var.subnet}"
    private_ip_address_allocation = "Dynamic"
  }

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_network_interface_security_group_association" "machine" {
  network_interface_id      = azurerm_network_interface.machine.id
  network_security_group_id = azurerm_network_security_group.machine.id
}

resource "azurerm_linux_virtual_machine" "machine" {
  name                            = local.name
  computer_name                   = local.name
  resource_group_name             = var.resource_group
  location                        = var.location
  zone                            = local.zone
  size                            = var.size
  network_interface_ids           = [azurerm_network_interface.machine.id]
  admin_username                  = var.username
  disable_password_authentication = true
  encryption_at_host_enabled      = var.encryption_at_host
  secure_boot_enabled             = true
  vtpm_enabled                    = true
  patch_mode                      = "AutomaticByPlatform"
  patch_assessment_mode           = "AutomaticByPlatform"
  reboot_setting                  = var.patch_reboot
  provision_vm_agent              = true
  source_image_id                 = var.image_id == "" ? null : var.image_id
  user_data                       = var.user_data == "" ? null : base64encode(var.user_data)
  tags                            = var.tags

  admin_ssh_key {
    username   = var.username
    public_key = trimspace(var.ssh_key)
  }

  identity {
    type = "SystemAssigned"
  }

  os_disk {
    name                 = "disk-${local.name}"
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
    disk_size_gb         = var.disk_gib
  }

  dynamic "source_image_reference" {
    for_each = var.image_id == "" ? [local.images[var.engine_version]] : []
    content {
      publisher = "Canonical"
      offer     = source_image_reference.value.offer
      sku       = source_image_reference.value.sku
      version   = "latest" # of the day on which it is made
    }
  }

  # The log of the machine's start, in storage of Azure's own.
  boot_diagnostics {}

  lifecycle {
    ignore_changes = [name, computer_name, os_disk[0].name]
  }

  # The rules hold before the machine answers.
  depends_on = [azurerm_network_interface_security_group_association.machine]
}

resource "azurerm_managed_disk" "data" {
  count                         = var.data_disk_gib > 0 ? 1 : 0
  name                          = "data-${local.name}"
  resource_group_name           = var.resource_group
  location                      = var.location
  zone                          = local.zone
  create_option                 = "Empty"
  storage_account_type          = "Premium_LRS"
  disk_size_gb                  = var.data_disk_gib
  network_access_policy         = "DenyAll" # nobody copies it out by a link
  public_network_access_enabled = false
  tags                          = var.tags

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_virtual_machine_data_disk_attachment" "data" {
  count              = var.data_disk_gib > 0 ? 1 : 0
  managed_disk_id    = azurerm_managed_disk.data[0].id
  virtual_machine_id = azurerm_linux_virtual_machine.machine.id
  lun                = 0
  caching            = var.data_disk_gib > 4095 ? "None" : "ReadOnly" # Azure caches no larger ones
}

resource "azurerm_recovery_services_vault" "backups" {
  name                          = "rsv-${local.name}"
  resource_group_name           = var.resource_group
  location                      = var.location
  sku                           = "Standard"
  storage_mode_type             = { disk = "LocallyRedundant", zone = "ZoneRedundant", region = "GeoRedundant" }[var.backup_redundancy]
  public_network_access_enabled = false
  tags                          = var.tags

  lifecycle {
    ignore_changes = [name]
  }
}

resource "azurerm_backup_policy_vm" "daily" {
  name                           = "daily"
  resource_group_name            = var.resource_group
  recovery_vault_name            = azurerm_recovery_services_vault.backups.name
  policy_type                    = "V2" # what machines with secure boot need
  instant_restore_retention_days = 2

  backup {
    frequency = "Daily"
    time      = "01:00"
  }

  retention_daily {
    count = var.backup_retention_days
  }
}

resource "azurerm_backup_protected_vm" "machine" {
  resource_group_name = var.resource_group
  recovery_vault_name = azurerm_recovery_services_vault.backups.name
  source_vm_id        = azurerm_linux_virtual_machine.machine.id
  backup_policy_id    = azurerm_backup_policy_vm.daily.id

  # The first backup has the data disk in it.
  depends_on = [azurerm_virtual_machine_data_disk_attachment.data]
}

resource "azurerm_monitor_diagnostic_setting" "metrics" {
  count                      = var.log_workspace_id == "" ? 0 : 1
  name                       = "towpath"
  target_resource_id         = azurerm_linux_virtual_machine.machine.id
  log_analytics_workspace_id = var.log_workspace_id

  enabled_metric {
    category = "AllMetrics"
  }
}

resource "azurerm_monitor_diagnostic_setting" "backups" {
  count                          = var.log_workspace_id == "" ? 0 : 1
  name                           = "towpath"
  target_resource_id             = azurerm_recovery_services_vault.backups.id
  log_analytics_workspace_id     = var.log_workspace_id
  log_analytics_destination_type = "Dedicated"

  enabled_log {
    category = "CoreAzureBackup"
  }

  enabled_log {
    category = "AddonAzureBackupJobs"
  }

  enabled_log {
    category = "AddonAzureBackupAlerts"
  }
}
