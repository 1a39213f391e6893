import { addressSegments, type Json, own, Secret } from "@towpath/core";
import { escapePlaceholders, type GraphResource, type TemplatePart } from "@towpath/manifest";
import type { OutputReader, OutputValue, SecretReader } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { identifier } from "./identifier.ts";
import { recordReference, recordValue } from "./record-text.ts";

/** What a setting's value is made of. */
export interface SettingSources {
  /** True for an output that a module of the same root gives. */
  readonly isGivenHere: (address: string, output: string) => boolean;
  readonly outputs: OutputReader;
  readonly secrets: SecretReader;
  /** Takes a secret in; what stands in the record is its name. */
  readonly keep: (name: string, secret: Secret, description: string) => void;
}

/** What stands in a record for what nobody knows yet. */
export const UNKNOWN = recordReference("unknown");

/**
 * A setting in the form of a record: outputs of the same engine as references, secrets by their names, the rest as it is.
 * Undefined where the setting has no value.
 *
 * @throws {TerraformError} `engine-terraform/recipe`; {ProvisioningError} `provisioning/secret-missing`
 */
export async function readSetting(
  resource: GraphResource,
  name: string,
  sources: SettingSources,
): Promise<Json | undefined> {
  const setting = own(resource.settings, name);
  if (!setting) return undefined;
  if (setting.known && !setting.isSecret) return recordValue(setting.value);
  if (setting.known) {
    const text = typeof setting.value === "string" ? setting.value : JSON.stringify(setting.value);
    const variable = identifier("setting", resource.name, name);
    return kept(variable, new Secret(text), `The setting ${name} of ${resource.address}.`, sources);
  }
  const { parts } = setting.template ?? { parts: [] };
  if (parts.length === 0) return UNKNOWN;
  const values = await Promise.all(parts.map((part) => partValue(part, resource, name, sources)));
  const [only] = values;
  if (values.length === 1 && only !== undefined) return only;
  return values
    .map((value) => (typeof value === "string" ? value : escapePlaceholders(JSON.stringify(value))))
    .join("");
}

async function partValue(
  part: TemplatePart,
  resource: GraphResource,
  setting: string,
  sources: SettingSources,
): Promise<Json> {
  switch (part.kind) {
    case "text":
      return escapePlaceholders(part.text);
    case "resource":
      return escapePlaceholders(nameOf(part.address));
    case "secret": {
      const secret = nameOf(part.address);
      const value = await sources.secrets(part.address);
      return kept(identifier("secret", secret), value, `The secret ${secret} of the service.`, sources);
    }
    case "output": {
      if (sources.isGivenHere(part.address, part.output))
        return recordReference("resources", nameOf(part.address), part.output);
      return outputValue(await sources.outputs(part.address, part.output), part.address, part.output, sources);
    }
    case "service":
      throw new TerraformError({
        code: "engine-terraform/recipe",
        message: `${setting} of ${resource.address} holds where another service is, which is known only when a workload starts.`,
        place: own(resource.settings, setting)?.origin.place,
        hint: "Hand it to the workload as a variable.",
      });
  }
}

/** An output on record in the form of a record of a call: secrets by name. */
export function outputValue(
  value: OutputValue | undefined,
  address: string,
  output: string,
  { keep }: Pick<SettingSources, "keep">,
): Json {
  if (value === undefined) return UNKNOWN;
  if (!(value instanceof Secret)) return recordValue(value);
  return kept(identifier("output", nameOf(address), output), value, `What ${address} gives as ${output}.`, { keep });
}

function kept(name: string, secret: Secret, description: string, { keep }: Pick<SettingSources, "keep">): string {
  keep(name, secret, description);
  return recordReference("inputs", name);
}

/** The last name of an address. */
export function nameOf(address: string): string {
  return addressSegments(address).at(-1) ?? address;
}
