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

output "password" {
  value     = random_password.owner.result
  sensitive = true
}

output "url" {
  value = format(
    "postgresql://%s:%s@%s:5432/%s?sslmode=verify-full",
    azurerm_postgresql_flexible_server.server.administrator_login,
    random_password.owner.result,
    azurerm_postgresql_flexible_server.server.fqdn,
    azurerm_postgresql_flexible_server_database.database.name,
  )
  sensitive = true
}

output "jdbc_url" {
  value = format(
    "jdbc:postgresql://%s:5432/%s?user=%s&password=%s&sslmode=verify-full",
    azurerm_postgresql_flexible_server.server.fqdn,
    azurerm_postgresql_flexible_server_database.database.name,
    azurerm_postgresql_flexible_server.server.administrator_login,
    random_password.owner.result,
  )
  sensitive = true
}
