import type { ProviderDefinition } from "../provider/definition.ts";
import type { AzureFacts } from "./azure-facts.ts";
import { azurermData, ephemeralSecret } from "./azurerm-data.ts";
import { azurermThing } from "./azurerm-thing.ts";
import { backup } from "./facts/backup.ts";
import { compute } from "./facts/compute.ts";
import { databases } from "./facts/databases.ts";
import { messaging } from "./facts/messaging.ts";
import { network } from "./facts/network.ts";
import { observability } from "./facts/observability.ts";
import { security } from "./facts/security.ts";
import { storage } from "./facts/storage.ts";
import { readExtract } from "./read-extract.ts";

/** What is known of each type beside its schema. */
export const azureFacts: Readonly<Record<string, AzureFacts>> = {
  ...backup,
  ...compute,
  ...databases,
  ...messaging,
  ...network,
  ...observability,
  ...security,
  ...storage,
};

/** A provider with azurerm's schemas, ids and faults, and a cloud of files behind it. */
export function azurermProvider(): ProviderDefinition {
  const schemas = readExtract();
  const tenancy = {
    subscription: "00000000-0000-0000-0000-000000000000",
    tenant: "11111111-1111-1111-1111-111111111111",
  };
  const things = Object.entries(schemas.resources).map(([name, block]) => {
    const facts = azureFacts[name];
    if (!facts) throw new Error(`Nothing is known of ${name} beside its schema.`);
    return [name, azurermThing(name, block, facts, tenancy)];
  });
  const data = Object.entries(schemas.dataSources).map(([name, block]) => [name, azurermData(name, block, tenancy)]);
  return {
    address: "registry.terraform.io/hashicorp/azurerm",
    isLegacy: true,
    config: schemas.provider,
    things: Object.fromEntries(things),
    dataSources: Object.fromEntries(data),
    ephemerals: { azurerm_key_vault_secret: ephemeralSecret },
    configure: (config) => {
      const subscription = config["subscription_id"];
      if (typeof subscription === "string" && subscription !== "") tenancy.subscription = subscription;
    },
  };
}
