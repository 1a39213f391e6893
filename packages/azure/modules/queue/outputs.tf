output "id" {
  value       = azurerm_servicebus_queue.queue.id
  description = "ID of the queue."
}

output "name" {
  value       = azurerm_servicebus_queue.queue.name
  description = "Name of the queue."
}

output "dead_letter" {
  value       = "${azurerm_servicebus_queue.queue.name}/$DeadLetterQueue"
  description = "Name of the queue with what was put aside."
}

output "namespace" {
  value       = "${azurerm_servicebus_namespace.namespace.name}.servicebus.windows.net"
  description = "Name that the namespace is reached by."
}

output "connection_string" {
  value       = var.key_access ? one(azurerm_servicebus_queue_authorization_rule.service[*].primary_connection_string) : ""
  description = "Connection string of the queue, for sending and receiving; empty where only identities are let in."
  sensitive   = true
}
