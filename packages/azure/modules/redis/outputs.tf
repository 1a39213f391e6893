locals {
  # A key has characters that mean something in a URL.
  key = var.key_access ? azurerm_managed_redis.cache.default_database[0].primary_access_key : ""
}

output "id" {
  value       = azurerm_managed_redis.cache.id
  description = "ID of the cache."
}

output "host" {
  value       = azurerm_managed_redis.cache.hostname
  description = "Name that the cache is reached by."
}

output "port" {
  value       = azurerm_managed_redis.cache.default_database[0].port
  description = "Port that it listens on."
}

output "username" {
  value       = "default"
  description = "User of the key. An identity signs in with its own object ID."
}

output "password" {
  value       = local.key
  description = "The key; empty where only identities are let in."
  sensitive   = true
}

output "url" {
  value = format(
    "rediss://%s%s:%d",
    var.key_access ? "default:${urlencode(local.key)}@" : "",
    azurerm_managed_redis.cache.hostname,
    azurerm_managed_redis.cache.default_database[0].port,
  )
  description = "Address with TLS, and with the key where there is one."
  sensitive   = true
}
