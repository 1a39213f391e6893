import type { AzureFacts } from "../azure-facts.ts";

/** Networks and names in them. */
export const network: Readonly<Record<string, AzureFacts>> = {
  azurerm_virtual_network: { id: "{rg}/Microsoft.Network/virtualNetworks/{name}", computed: { guid: "{uuid guid}" } },
  azurerm_virtual_network_peering: {
    id: "{rg}/Microsoft.Network/virtualNetworks/{virtual_network_name}/virtualNetworkPeerings/{name}",
    replaces: ["remote_virtual_network_id"],
  },
  azurerm_subnet: {
    id: "{rg}/Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}",
    defaults: { default_outbound_access_enabled: true, private_endpoint_network_policies: "Disabled" },
  },
  azurerm_subnet_nat_gateway_association: { id: "{subnet_id}", replaces: ["nat_gateway_id"] },
  azurerm_subnet_network_security_group_association: { id: "{subnet_id}", replaces: ["network_security_group_id"] },
  azurerm_subnet_route_table_association: { id: "{subnet_id}", replaces: ["route_table_id"] },
  azurerm_nat_gateway: { id: "{rg}/Microsoft.Network/natGateways/{name}", computed: { resource_guid: "{uuid guid}" } },
  azurerm_nat_gateway_public_ip_association: { id: "{nat_gateway_id}|{public_ip_address_id}" },
  azurerm_network_interface: {
    id: "{rg}/Microsoft.Network/networkInterfaces/{name}",
    computed: {
      mac_address: "00-0D-3A-00-00-01",
      private_ip_address: "10.0.0.4",
      private_ip_addresses: ["10.0.0.4"],
      internal_domain_name_suffix: "internal.cloudapp.net",
    },
  },
  azurerm_network_interface_security_group_association: {
    id: "{network_interface_id}|{network_security_group_id}",
  },
  azurerm_network_security_group: { id: "{rg}/Microsoft.Network/networkSecurityGroups/{name}" },
  azurerm_network_security_rule: {
    id: "{rg}/Microsoft.Network/networkSecurityGroups/{network_security_group_name}/securityRules/{name}",
    patterns: {
      access: /^(Allow|Deny)$/,
      direction: /^(Inbound|Outbound)$/,
      priority: /^([1-9]\d{2}|[1-3]\d{3}|40[0-8]\d|409[0-6])$/,
      protocol: /^(Tcp|Udp|Icmp|Esp|Ah|\*)$/,
    },
  },
  azurerm_public_ip: {
    id: "{rg}/Microsoft.Network/publicIPAddresses/{name}",
    replaces: ["ip_version", "sku", "sku_tier", "zones"],
    defaults: { ip_version: "IPv4", sku: "Standard", sku_tier: "Regional" },
    computed: { ip_address: "203.0.113.10", fqdn: "{domain_name_label}.{location}.cloudapp.azure.com" },
  },
  azurerm_route_table: { id: "{rg}/Microsoft.Network/routeTables/{name}" },
  azurerm_route: { id: "{rg}/Microsoft.Network/routeTables/{route_table_name}/routes/{name}" },
  azurerm_private_endpoint: {
    id: "{rg}/Microsoft.Network/privateEndpoints/{name}",
    replaces: [
      "custom_network_interface_name",
      "private_service_connection.is_manual_connection",
      "private_service_connection.name",
      "private_service_connection.private_connection_resource_id",
      "private_service_connection.subresource_names",
      "subnet_id",
    ],
    computed: {
      network_interface: [{ id: "{rg}/Microsoft.Network/networkInterfaces/{name}.nic", name: "{name}.nic" }],
    },
  },
  azurerm_private_dns_zone: {
    id: "{rg}/Microsoft.Network/privateDnsZones/{name}",
    computed: {
      max_number_of_record_sets: 25000,
      max_number_of_virtual_network_links: 1000,
      max_number_of_virtual_network_links_with_registration: 100,
      number_of_record_sets: 1,
    },
  },
  azurerm_private_dns_zone_virtual_network_link: {
    id: "{rg}/Microsoft.Network/privateDnsZones/{private_dns_zone_name}/virtualNetworkLinks/{name}",
    replaces: ["virtual_network_id"],
    defaults: { registration_enabled: false },
  },
  azurerm_private_dns_a_record: {
    id: "{rg}/Microsoft.Network/privateDnsZones/{zone_name}/A/{name}",
    computed: { fqdn: "{name}.{zone_name}." },
  },
};
