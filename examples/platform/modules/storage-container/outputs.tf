output "name" {
  value = azurerm_storage_container.container.name
}

output "endpoint" {
  value = azurerm_storage_account.account.primary_blob_endpoint
}

output "account" {
  value = azurerm_storage_account.account.name
}

output "key" {
  value     = azurerm_storage_account.account.primary_access_key
  sensitive = true
}

output "connection_string" {
  value     = azurerm_storage_account.account.primary_connection_string
  sensitive = true
}

output "url" {
  value = "${azurerm_storage_account.account.primary_blob_endpoint}${azurerm_storage_container.container.name}"
}
