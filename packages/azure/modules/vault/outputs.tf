output "id" {
  value       = azurerm_key_vault.vault.id
  description = "ID of the vault."
}

output "name" {
  value       = azurerm_key_vault.vault.name
  description = "Name of the vault."
}

output "url" {
  value       = azurerm_key_vault.vault.vault_uri
  description = "Address of the vault."
}
