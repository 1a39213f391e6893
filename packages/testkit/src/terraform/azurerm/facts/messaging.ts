import type { AzureFacts } from "../azure-facts.ts";

const connection = (host: string, policy: string, key: string, path = "") =>
  `Endpoint=sb://${host}.servicebus.windows.net/;SharedAccessKeyName=${policy};SharedAccessKey={key ${key}}${path}`;

const keysOf = (host: string, path = "") => ({
  primary_key: "{key primary}",
  secondary_key: "{key secondary}",
  primary_connection_string: connection(host, "{name}", "primary", path),
  secondary_connection_string: connection(host, "{name}", "secondary", path),
});

/** Service Bus. */
export const messaging: Readonly<Record<string, AzureFacts>> = {
  azurerm_servicebus_namespace: {
    id: "{rg}/Microsoft.ServiceBus/namespaces/{name}",
    replaces: ["premium_messaging_partitions", "sku"],
    alike: { sku: [["Basic", "Standard"], ["Premium"]] },
    defaults: { local_auth_enabled: true, minimum_tls_version: "1.2", public_network_access_enabled: true },
    computed: {
      endpoint: "https://{name}.servicebus.windows.net:443/",
      default_primary_key: "{key primary}",
      default_secondary_key: "{key secondary}",
      default_primary_connection_string: connection("{name}", "RootManageSharedAccessKey", "primary"),
      default_secondary_connection_string: connection("{name}", "RootManageSharedAccessKey", "secondary"),
    },
    patterns: { name: /^[a-zA-Z][-a-zA-Z0-9]{4,48}[a-zA-Z0-9]$/, sku: /^(Basic|Standard|Premium)$/ },
  },
  azurerm_servicebus_namespace_authorization_rule: {
    id: "{namespace_id}/authorizationRules/{name}",
    computed: keysOf("{last namespace_id}"),
  },
  azurerm_servicebus_queue: {
    id: "{namespace_id}/queues/{name}",
    replaces: ["partitioning_enabled", "requires_duplicate_detection", "requires_session"],
    defaults: {
      batched_operations_enabled: true,
      dead_lettering_on_message_expiration: false,
      express_enabled: false,
      max_delivery_count: 10,
      partitioning_enabled: false,
      requires_duplicate_detection: false,
      requires_session: false,
      status: "Active",
    },
    computed: { lock_duration: "PT1M", max_size_in_megabytes: 5120 },
  },
  azurerm_servicebus_queue_authorization_rule: {
    id: "{queue_id}/authorizationRules/{name}",
    computed: keysOf("{nth queue_id 8}", ";EntityPath={last queue_id}"),
  },
  azurerm_servicebus_topic: {
    id: "{namespace_id}/topics/{name}",
    replaces: ["partitioning_enabled", "requires_duplicate_detection"],
    defaults: { status: "Active" },
  },
  azurerm_servicebus_subscription: {
    id: "{topic_id}/subscriptions/{name}",
    replaces: ["client_scoped_subscription_enabled", "requires_session"],
  },
  azurerm_servicebus_topic_authorization_rule: {
    id: "{topic_id}/authorizationRules/{name}",
    computed: keysOf("{nth topic_id 8}", ";EntityPath={last topic_id}"),
  },
};
