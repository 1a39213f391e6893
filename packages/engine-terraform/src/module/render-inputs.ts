import { type Address, address, compareText, isJsonObject, type JsonObject, own, type Secret } from "@towpath/core";
import { parsePlaceholders } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";
import { identifier } from "./identifier.ts";
import { labelOf } from "./label.ts";
import type { ModuleRecord } from "./module-record.ts";
import { nameOf } from "./read-setting.ts";
import { type RootVariables, versionOfSecret } from "./root-variables.ts";
import { mapTexts, type TextPart, terraformText } from "./terraform-text.ts";

/** A call whose outputs others may use. */
export interface Producer {
  readonly address: Address;
  readonly record: ModuleRecord;
  readonly inputs: ReadonlyMap<string, { readonly secret: Secret; readonly description: string }>;
  readonly generated: ReadonlyMap<string, Secret>;
}

/** The calls of a root, by address. */
export type Producers = ReadonlyMap<Address, Producer>;

/** The resource whose id nobody knows in a plan: it stands for what other engines will give. */
export const UNKNOWN_RESOURCE = "unknown";
const UNKNOWN_ID = `terraform_data.${UNKNOWN_RESOURCE}.id`;

/** The inputs of a call in Terraform's JSON syntax; secrets become variables of the root. */
export function renderInputs(
  call: Producer,
  isKept: boolean,
  producers: Producers,
  variables: RootVariables,
): { readonly inputs: JsonObject; readonly isUnknown: boolean } {
  let isUnknown = false;
  const render = (text: string): string => {
    const parts = parsePlaceholders(text);
    return terraformText(
      parts.flatMap((part): readonly TextPart[] => {
        if (part.kind === "text") return [part.text];
        const [root, name = "", last] = part.kind === "placeholder" ? part.path : [];
        if (root === "unknown") {
          isUnknown = true;
          // Alone it may become a number or a list.
          return [{ expression: parts.length === 1 ? `jsondecode(${UNKNOWN_ID})` : UNKNOWN_ID }];
        }
        if (root === "inputs") return [{ expression: inputVariable(call, name, isKept, variables) }];
        if (root === "generated") return [{ expression: generatedVariable(call, name, last === "version", variables) }];
        const producer = root === "resources" ? producers.get(address("resources", name)) : undefined;
        const given = producer && own(producer.record.outputs, last ?? "");
        if (!producer || given === undefined) throw damaged(call.address, part.written);
        return outputParts(producer, given, variables);
      }),
    );
  };
  const inputs = mapTexts(call.record.inputs, render);
  return { inputs: isJsonObject(inputs) ? inputs : {}, isUnknown };
}

/** The outputs of a module that its resource's outputs are made of, sorted. */
export function neededOutputs(outputs: ModuleRecord["outputs"]): readonly string[] {
  const names = Object.values(outputs).flatMap((given) =>
    given.includes("${")
      ? parsePlaceholders(given).flatMap((part) =>
          part.kind === "placeholder" && part.path[0] === "outputs" ? [part.path[1] ?? ""] : [],
        )
      : [given],
  );
  return [...new Set(names)].sort(compareText);
}

function outputParts(producer: Producer, given: string, variables: RootVariables): readonly TextPart[] {
  const label = labelOf(producer.address);
  if (!given.includes("${")) return [{ expression: `module.${label}.${given}` }];
  return parsePlaceholders(given).map((part): TextPart => {
    if (part.kind === "text") return part.text;
    const [root, name = ""] = part.kind === "placeholder" ? part.path : [];
    if (root === "outputs") return { expression: `module.${label}.${name}` };
    const secret = root === "generated" ? producer.generated.get(name) : undefined;
    if (!secret) throw damaged(producer.address, part.written);
    // Not ephemeral: what another module does with it is that module's to say.
    const variable = identifier("given", nameOf(producer.address), name);
    return {
      expression: variables.add(variable, secret, {
        description: `The ${name} that was generated for ${producer.address}, for others that use it.`,
      }),
    };
  });
}

function inputVariable(call: Producer, name: string, isKept: boolean, variables: RootVariables): string {
  const input = call.inputs.get(name);
  if (!input) throw damaged(call.address, name);
  const { secret, description } = input;
  return variables.add(isKept ? identifier("kept", nameOf(call.address), name) : name, secret, { description });
}

function generatedVariable(call: Producer, name: string, isVersion: boolean, variables: RootVariables): string {
  const secret = call.generated.get(name);
  if (!secret) throw damaged(call.address, `generated.${name}`);
  const what = `The ${name} that was generated for ${call.address}`;
  if (isVersion)
    return variables.add(identifier("version", nameOf(call.address), name), versionOfSecret(secret), {
      description: `${what}: a number that changes with it.`,
      type: "number",
    });
  const variable = identifier("generated", nameOf(call.address), name);
  return variables.add(variable, secret, { description: `${what}.`, isEphemeral: true });
}

function damaged(of: Address, what: string): TerraformError {
  return new TerraformError({
    code: "engine-terraform/state-damaged",
    kind: "fault",
    message: `What ${of} was made with is not on record: ${what} is missing.`,
    hint: "Bring back an earlier state with towpath state restore, or destroy the resource by name and apply again.",
  });
}
