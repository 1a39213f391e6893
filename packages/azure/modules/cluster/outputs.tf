output "id" {
  value       = azurerm_kubernetes_cluster.cluster.id
  description = "ID of the cluster."
}

output "name" {
  value       = azurerm_kubernetes_cluster.cluster.name
  description = "Name of the cluster, for az aks get-credentials."
}

output "host" {
  value       = var.private_api ? azurerm_kubernetes_cluster.cluster.private_fqdn : azurerm_kubernetes_cluster.cluster.fqdn
  description = "Name that the API server is reached by."
}

output "issuer" {
  value       = azurerm_kubernetes_cluster.cluster.oidc_issuer_url
  description = "Address of the issuer of its workloads' identities, for federated credentials."
}

output "node_principal" {
  value       = azurerm_user_assigned_identity.nodes.principal_id
  description = "Object ID of the identity by which nodes pull images, to let it into a registry."
}

output "logs" {
  value       = local.log_workspace_id
  description = "ID of the Log Analytics workspace that its logs are in."
}

output "metrics" {
  value       = local.metrics_workspace_id
  description = "ID of the Azure Monitor workspace that its metrics are in."
}
