# No address with the password: the recipe makes it, and Terraform's state never sees it.

output "host" {
  value = azurerm_postgresql_flexible_server.server.fqdn
}

output "port" {
  value = 5432
}

output "name" {
  value = azurerm_postgresql_flexible_server_database.database.name
}

output "username" {
  value = azurerm_postgresql_flexible_server.server.administrator_login
}
