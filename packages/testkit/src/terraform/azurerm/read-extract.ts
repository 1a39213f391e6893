import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { Attribute, Block, NestedBlock, ValueType } from "../schema/block.ts";
import file from "../schemas/azurerm.json" with { type: "json" };

/** The schemas of azurerm, as far as the extract goes. */
export interface AzurermSchemas {
  readonly provider: Block;
  readonly resources: Readonly<Record<string, Block>>;
  readonly dataSources: Readonly<Record<string, Block>>;
}

/** Arguments and attributes that azurerm marks as sensitive; the extract does not say so. */
const SENSITIVE =
  /^(admin_password|administrator_password|client_certificate_password|client_secret|custom_data|kube_admin_config|kube_admin_config_raw|kube_config|kube_config_raw|oidc_request_token|oidc_token|protected_settings|.*connection_string(_alias)?|(default_)?(primary|secondary)_(access_key|key|shared_key))$/;

/** Nothing in these types is shown: what is secret in them is called like what is not elsewhere. */
const SENSITIVE_IN: Readonly<Record<string, readonly string[]>> = {
  azurerm_key_vault_secret: ["value"],
};

/** Reads the extract beside this folder. */
export function readExtract(): AzurermSchemas {
  const extract: JsonObject = file;
  const provider = blockOf(extract["provider"], "");
  return {
    provider: { ...provider, blocks: onlyOnce(provider.blocks ?? {}) },
    resources: each(extract["resources"]),
    dataSources: each(extract["dataSources"]),
  };
}

/** The generated code keeps each block of a provider as a list; azurerm takes each once, and needs `features`. */
function onlyOnce(blocks: Readonly<Record<string, NestedBlock>>): Readonly<Record<string, NestedBlock>> {
  const entries = Object.entries(blocks).map(([name, nested]) => {
    const inner: Block = { ...nested.block, blocks: onlyOnce(nested.block.blocks ?? {}) };
    return [name, { ...nested, block: inner, maxItems: 1, ...(name === "features" && { minItems: 1 }) }];
  });
  return Object.fromEntries(entries);
}

function each(value: Json | undefined): Readonly<Record<string, Block>> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, block]) => [name, blockOf(block, name)]));
}

function blockOf(value: Json | undefined, type: string): Block {
  const { attributes, blocks } = objectOf(value);
  return {
    attributes: Object.fromEntries(
      Object.entries(objectOf(attributes)).map(([name, text]) => [name, attributeOf(name, text, type)]),
    ),
    blocks: Object.fromEntries(
      Object.entries(objectOf(blocks ?? {})).map(([name, nested]) => [name, nestedOf(nested, type)]),
    ),
  };
}

function nestedOf(value: Json, type: string): NestedBlock {
  const { nesting, minItems, maxItems, block } = objectOf(value);
  return {
    nesting: nesting === "set" || nesting === "single" ? nesting : "list",
    ...(minItems !== undefined && { minItems: Number(minItems) }),
    ...(maxItems !== undefined && { maxItems: Number(maxItems) }),
    block: blockOf(block, type),
  };
}

function attributeOf(name: string, value: Json, type: string): Attribute {
  const [words, kind] =
    typeof value === "string"
      ? [value.split(" ").slice(1), typeOf(value.split(" ")[0] ?? "")]
      : [String(objectOf(value)["is"]).split(" "), objectType(objectOf(value)["type"])];
  const isSensitive = SENSITIVE.test(name) || (SENSITIVE_IN[type] ?? []).includes(name);
  return {
    type: kind,
    ...(words.includes("required") && { required: true }),
    ...(words.includes("optional") && { optional: true }),
    ...(words.includes("computed") && { computed: true }),
    ...(words.includes("write-only") && { writeOnly: true }),
    ...(isSensitive && { sensitive: true }),
  };
}

function typeOf(words: string): ValueType {
  const [, kind, of = ""] = /^(list|set|map)\((\w+)\)$/.exec(words) ?? [];
  if (kind === "list" || kind === "set" || kind === "map") return [kind, typeOf(of)];
  if (words === "string" || words === "number" || words === "bool") return words;
  throw new Error(`The extract has a type that is not known: ${words}`);
}

function objectType(value: Json | undefined): ValueType {
  if (typeof value === "string") return typeOf(value);
  if (!Array.isArray(value)) throw new Error("The extract has a type that is not known.");
  const [kind, of]: readonly Json[] = value;
  if (kind === "list" || kind === "set" || kind === "map") return [kind, objectType(of)];
  return ["object", Object.fromEntries(Object.entries(objectOf(of)).map(([name, item]) => [name, objectType(item)]))];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
