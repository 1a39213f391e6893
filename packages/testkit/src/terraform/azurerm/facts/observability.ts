import type { AzureFacts } from "../azure-facts.ts";

/** Logs, metrics, alerts. */
export const observability: Readonly<Record<string, AzureFacts>> = {
  azurerm_log_analytics_workspace: {
    id: "{rg}/Microsoft.OperationalInsights/workspaces/{name}",
    defaults: { sku: "PerGB2018", internet_ingestion_enabled: true, internet_query_enabled: true },
    computed: {
      primary_shared_key: "{key primary}",
      secondary_shared_key: "{key secondary}",
      retention_in_days: 30,
      workspace_id: "{uuid workspace}",
    },
  },
  azurerm_monitor_action_group: { id: "{rg}/Microsoft.Insights/actionGroups/{name}" },
  azurerm_monitor_alert_prometheus_rule_group: { id: "{rg}/Microsoft.AlertsManagement/prometheusRuleGroups/{name}" },
  azurerm_monitor_data_collection_endpoint: {
    id: "{rg}/Microsoft.Insights/dataCollectionEndpoints/{name}",
    computed: { immutable_id: "dce-{hex immutable}" },
  },
  azurerm_monitor_data_collection_rule: {
    id: "{rg}/Microsoft.Insights/dataCollectionRules/{name}",
    replaces: ["kind"],
    computed: { immutable_id: "dcr-{hex immutable}" },
  },
  azurerm_monitor_data_collection_rule_association: {
    id: "{target_resource_id}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{name}",
    defaults: { name: "configurationAccessEndpoint" },
  },
  azurerm_monitor_diagnostic_setting: {
    id: "{target_resource_id}|{name}",
    replaces: ["eventhub_authorization_rule_id", "eventhub_name", "partner_solution_id", "storage_account_id"],
  },
  azurerm_monitor_metric_alert: {
    id: "{rg}/Microsoft.Insights/metricAlerts/{name}",
    replaces: ["target_resource_location", "target_resource_type"],
    defaults: { auto_mitigate: true, enabled: true, frequency: "PT1M", severity: 3, window_size: "PT5M" },
    patterns: { severity: /^[0-4]$/ },
  },
  azurerm_monitor_scheduled_query_rules_alert_v2: {
    id: "{rg}/Microsoft.Insights/scheduledQueryRules/{name}",
    patterns: { severity: /^[0-4]$/ },
  },
  azurerm_monitor_workspace: {
    id: "{rg}/Microsoft.Monitor/accounts/{name}",
    computed: {
      default_data_collection_endpoint_id: "{rg}/Microsoft.Insights/dataCollectionEndpoints/{name}",
      default_data_collection_rule_id: "{rg}/Microsoft.Insights/dataCollectionRules/{name}",
      query_endpoint: "https://{name}.{location}.prometheus.monitor.azure.com",
    },
  },
  azurerm_dashboard_grafana: {
    id: "{rg}/Microsoft.Dashboard/grafana/{name}",
    replaces: ["auto_generated_domain_name_label_scope", "sku", "zone_redundancy_enabled"],
    computed: { endpoint: "https://{name}.grafana.azure.com", grafana_version: "{grafana_major_version}.0.0" },
  },
};
