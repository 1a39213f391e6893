output "id" {
  value       = azurerm_postgresql_flexible_server.server.id
  description = "ID of the server."
}

output "host" {
  value       = azurerm_postgresql_flexible_server.server.fqdn
  description = "Name that the server is reached by."
}

output "port" {
  value       = 5432
  description = "Port that it listens on."
}

output "name" {
  value       = azurerm_postgresql_flexible_server_database.database.name
  description = "Name of the database."
}

output "username" {
  value       = azurerm_postgresql_flexible_server.server.administrator_login
  description = "Role that owns the database."
}
