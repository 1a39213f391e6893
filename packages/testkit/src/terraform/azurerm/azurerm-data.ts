import { isValueObject, type Value, type ValueObject } from "../protocol/value.ts";
import type { ReadableType } from "../provider/definition.ts";
import type { Block } from "../schema/block.ts";
import { Refusal } from "../world/ordered-faults.ts";
import type { ProviderThing, ThingFiles } from "../world/thing-files.ts";
import { type AzureTenancy, fillTemplates } from "./fill-template.ts";

/** What is there for everybody who is signed in. */
const CONSTANT: Readonly<Record<string, ValueObject>> = {
  azurerm_client_config: {
    id: "client-config",
    client_id: "{uuid client}",
    object_id: "{uuid object}",
    subscription_id: "{subscription}",
    tenant_id: "{tenant}",
  },
  azurerm_subscription: {
    id: "/subscriptions/{subscription}",
    subscription_id: "{subscription}",
    tenant_id: "{tenant}",
    display_name: "Towpath",
    state: "Enabled",
  },
  azurerm_role_definition: {
    id: "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{name}",
    role_definition_id: "{name}",
  },
};

/** A data source of azurerm: it finds a thing of the same type by the arguments that it is given. */
export function azurermData(name: string, block: Block, tenancy: AzureTenancy): ReadableType {
  const constant = CONSTANT[name];
  if (constant) {
    return {
      block,
      read: (config) => {
        const filled = fillTemplates(constant, config, tenancy, `${name} ${tenancy.subscription}`);
        return isValueObject(filled) ? filled : {};
      },
    };
  }
  return { block, read: (config, cloud) => found(name, config, cloud).attributes };
}

/** The ephemeral `azurerm_key_vault_secret`: read, and kept nowhere. */
export const ephemeralSecret: ReadableType = {
  block: {
    attributes: {
      name: { type: "string", required: true },
      key_vault_id: { type: "string", required: true },
      version: { type: "string", optional: true, computed: true },
      value: { type: "string", computed: true, sensitive: true },
      expiration_date: { type: "string", computed: true },
      not_before_date: { type: "string", computed: true },
    },
  },
  read: (config, cloud) => secretOf(found("azurerm_key_vault_secret", config, cloud)),
};

function found(type: string, config: ValueObject, cloud: ThingFiles): ProviderThing {
  const asked = Object.entries(config).filter(([, value]) => typeof value === "string" && value !== "");
  const thing = cloud
    .all()
    .find((each) => each.type === type && asked.every(([name, value]) => isLike(each.attributes[name], value)));
  if (thing) return { ...thing, attributes: { ...thing.attributes, ...secretOf(thing) } };
  const words = asked.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", ");
  throw new Refusal(`${type} (${words}) was not found`, "The cloud holds no such thing. Tests put it there.");
}

/** What a thing does not say cannot keep it from being found. */
function isLike(kept: Value | undefined, asked: Value): boolean {
  return (kept ?? null) === null || String(kept).toLowerCase() === String(asked).toLowerCase();
}

function secretOf(thing: ProviderThing): ProviderThing["attributes"] {
  if (thing.type !== "azurerm_key_vault_secret") return {};
  const { value, value_wo: written, version } = thing.attributes;
  return { value: value ?? written ?? null, version: version ?? null };
}
