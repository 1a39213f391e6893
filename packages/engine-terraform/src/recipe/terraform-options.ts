import { isJsonObject, type Json, type JsonObject, own, type Place } from "@towpath/core";
import type { GraphEngine } from "@towpath/manifest";
import type { Risk } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import type { RiskOverrides } from "../risk/type-risk.ts";
import { OptionReader } from "./option-reader.ts";

/** What a platform says of an engine of kind terraform, read. Placeholders are not filled in yet. */
export interface TerraformOptions {
  /** The platform's own backend; absent where the state goes through Towpath. `type` is `cloud` for a `cloud` block. */
  readonly backend?: { readonly type: string; readonly config: JsonObject } | undefined;
  /** By the local name that modules know a provider by. Sorted. */
  readonly providers: Readonly<Record<string, ProviderRequirement>>;
  /** `terraform`, `tofu`, or a path that begins with `.` or `/`. */
  readonly program?: string | undefined;
  /** A constraint on the program's version: `>= 1.11, < 2`. */
  readonly version?: string | undefined;
  /** A dependency lock file, relative to the platform's file. */
  readonly lock?: string | undefined;
  /** Further environment variables that the program gets. */
  readonly variables: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly risks: RiskOverrides;
}

/** One provider that modules need. */
export interface ProviderRequirement {
  readonly source: string;
  readonly version?: string | undefined;
  /** The provider's configuration block as it is; absent where it has none. */
  readonly config?: JsonObject | undefined;
}

const KEYS = ["backend", "providers", "program", "version", "lock", "variables", "tags", "risks"];
const RISKS = ["none", "restart", "downtime", "data-loss", "unknown"] as const satisfies readonly Risk[];
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Reads the options of an engine of kind terraform.
 *
 * @param place where the environment stands, for messages
 * @throws {TerraformError} `engine-terraform/engine-options`, `engine-terraform/backend-options`
 */
export function terraformOptions(engine: GraphEngine, place?: Place): TerraformOptions {
  const read = new OptionReader(`of engine "${engine.name}"`, (message, hint) => {
    throw new TerraformError({ code: "engine-terraform/engine-options", message, hint, place });
  });
  const { options } = engine;
  read.knownKeys(options, KEYS, "");
  const version = read.text(options, "version", "");
  const program = read.text(options, "program", "");
  if (program !== undefined && !/^(?:terraform|tofu|\.{0,2}\/.+)$/s.test(program))
    read.refuse("program", "", "terraform, tofu, or a path that begins with ./ or /");
  const lock = read.text(options, "lock", "");
  const backend = backendOf(own(options, "backend"), read);
  return {
    ...(backend ? { backend } : {}),
    providers: providersOf(own(options, "providers"), read),
    ...(program === undefined ? {} : { program }),
    ...(version === undefined ? {} : { version }),
    ...(lock === undefined ? {} : { lock }),
    variables: variablesOf(own(options, "variables"), read),
    tags: tagsOf(own(options, "tags"), read),
    risks: risksOf(own(options, "risks"), read),
  };
}

function backendOf(option: Json | undefined, read: OptionReader): TerraformOptions["backend"] {
  if (option === undefined) return undefined;
  const types = isJsonObject(option) ? Object.entries(option) : [];
  const [first] = types;
  if (!first || types.length > 1 || !IDENTIFIER.test(first[0]))
    return read.refuse("backend", "", "one type of backend with its options, such as azurerm: { … }");
  const [type, config] = first;
  if (config === null) return { type, config: {} };
  return isJsonObject(config) ? { type, config } : read.refuse(type, "backend", "the options of that backend");
}

function providersOf(option: Json | undefined, read: OptionReader): TerraformOptions["providers"] {
  return read.members(option, "providers", (name, value) => {
    const path = `providers.${name}`;
    if (!IDENTIFIER.test(name)) return read.refuse(name, "providers", "a name such as azurerm");
    if (!isJsonObject(value)) return read.refuse(name, "providers", "source, version and config");
    read.knownKeys(value, ["source", "version", "config"], path);
    const source = read.text(value, "source", path);
    if (source === undefined || !/^(?:[^/\s]+\/){1,2}[^/\s]+$/.test(source))
      return read.refuse("source", path, "an address such as hashicorp/azurerm");
    const version = read.text(value, "version", path);
    const config = own(value, "config");
    if (config === undefined) return { source, ...(version === undefined ? {} : { version }) };
    if (!isJsonObject(config)) return read.refuse("config", path, "the provider's configuration");
    if (Object.hasOwn(config, "alias"))
      return read.refuse(
        "config.alias",
        path,
        "one configuration for each provider: modules are called without aliases",
      );
    return { source, ...(version === undefined ? {} : { version }), config };
  });
}

function variablesOf(option: Json | undefined, read: OptionReader): readonly string[] {
  if (option === undefined) return [];
  const items: readonly Json[] = Array.isArray(option) ? option : read.refuse("variables", "", "a list of names");
  return items.map((name) =>
    typeof name === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
      ? name
      : read.refuse("variables", "", "a list of names of environment variables"),
  );
}

function tagsOf(option: Json | undefined, read: OptionReader): TerraformOptions["tags"] {
  return read.members(option, "tags", (name, value) =>
    typeof value === "object" ? read.refuse(name, "tags", "a text") : String(value),
  );
}

function risksOf(option: Json | undefined, read: OptionReader): RiskOverrides {
  const riskOf = (value: Json | undefined, key: string, path: string): Risk | undefined => {
    if (value === undefined) return undefined;
    const risk = RISKS.find((known) => known === value);
    return risk ?? read.refuse(key, path, `one of ${RISKS.join(", ")}`);
  };
  return read.members(option, "risks", (type, value) => {
    const path = `risks.${type}`;
    if (!isJsonObject(value)) return read.refuse(type, "risks", "delete, replace, update and attributes");
    read.knownKeys(value, ["delete", "replace", "update", "attributes"], path);
    const [remove, replace, update] = ["delete", "replace", "update"].map((key) => riskOf(own(value, key), key, path));
    const attributes = read.members(own(value, "attributes"), `${path}.attributes`, (name, risk) =>
      riskOf(risk, name, `${path}.attributes`),
    );
    return { delete: remove, replace, update, attributes: defined(attributes) };
  });
}

function defined<T>(members: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
