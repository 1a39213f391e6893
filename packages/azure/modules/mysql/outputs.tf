output "id" {
  value       = azurerm_mysql_flexible_server.server.id
  description = "ID of the server."
}

output "host" {
  value       = azurerm_mysql_flexible_server.server.fqdn
  description = "Name that the server is reached by."
}

output "port" {
  value       = 3306
  description = "Port that it listens on."
}

output "name" {
  value       = azurerm_mysql_flexible_database.database.name
  description = "Name of the database."
}

output "username" {
  value       = azurerm_mysql_flexible_server.server.administrator_login
  description = "Account that owns the database."
}
