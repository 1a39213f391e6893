output "id" {
  value       = azurerm_storage_account.account.id
  description = "ID of the storage account."
}

output "name" {
  value       = azurerm_storage_container.container.name
  description = "Name of the container."
}

output "endpoint" {
  value       = azurerm_storage_account.account.primary_blob_endpoint
  description = "Address of the blob service."
}

output "account" {
  value       = azurerm_storage_account.account.name
  description = "Name of the storage account."
}

output "url" {
  value       = "${azurerm_storage_account.account.primary_blob_endpoint}${azurerm_storage_container.container.name}"
  description = "Address of the container."
}

output "key" {
  value       = var.key_access ? azurerm_storage_account.account.primary_access_key : ""
  description = "Key of the account; empty where only identities are let in."
  sensitive   = true
}

output "connection_string" {
  value       = var.key_access ? azurerm_storage_account.account.primary_connection_string : ""
  description = "Connection string with the key; empty where only identities are let in."
  sensitive   = true
}
