output "id" {
  value       = azurerm_linux_virtual_machine.machine.id
  description = "ID of the machine."
}

output "name" {
  value       = azurerm_linux_virtual_machine.machine.name
  description = "Name of the machine."
}

output "address" {
  value       = azurerm_network_interface.machine.private_ip_address
  description = "Its address in the network."
}

output "username" {
  value       = azurerm_linux_virtual_machine.machine.admin_username
  description = "Account that the SSH key opens."
}

output "principal" {
  value       = azurerm_linux_virtual_machine.machine.identity[0].principal_id
  description = "Object ID of the machine's identity, to let it in elsewhere."
}
