import { type Address, address, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { escapePlaceholders, parsePlaceholders } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";
import type { ModuleRecord } from "./module-record.ts";
import { nameOf, outputValue, type SettingSources, UNKNOWN } from "./read-setting.ts";
import { recordReference } from "./record-text.ts";
import type { KeptCall, RootModuleRequest } from "./root-module.ts";

/**
 * The record of a call that is kept, for a root in which some of what it used may be gone: what such a resource gave stands
 * in it as it was, what was renamed by its name of now.
 *
 * @throws {TerraformError} `engine-terraform/state-damaged` when what it used is neither there nor on record
 */
export async function settleKept(
  { address: kept, call }: KeptCall,
  moved: RootModuleRequest["moved"],
  sources: SettingSources,
): Promise<ModuleRecord> {
  const now = new Map(moved.map(({ from, to }) => [from, to]));
  const given = new Map<string, Json>();
  for (const { name, output, written } of references(call.inputs)) {
    const used: Address = now.get(address("resources", name)) ?? address("resources", name);
    if (sources.isGivenHere(used, output)) {
      given.set(written, recordReference("resources", nameOf(used), output));
      continue;
    }
    const value = outputValue(await sources.outputs(used, output), used, output, sources);
    if (value === UNKNOWN)
      throw new TerraformError({
        code: "engine-terraform/state-damaged",
        kind: "fault",
        message: `${kept} is kept for its data, and was made with "${output}" of ${used}, which is not on record any more.`,
        hint: `Bring back an earlier state with towpath state restore, or take ${used} into the manifest again.`,
      });
    given.set(written, value);
  }
  const inputs = replaced(call.inputs, given);
  return { ...call, inputs: isJsonObject(inputs) ? inputs : {} };
}

interface Reference {
  readonly name: string;
  readonly output: string;
  readonly written: string;
}

function references(value: Json): readonly Reference[] {
  if (typeof value === "string")
    return parsePlaceholders(value).flatMap((part) => {
      if (part.kind !== "placeholder") return [];
      const [root, name, output] = part.path;
      return root === "resources" && name !== undefined && output !== undefined
        ? [{ name, output, written: part.written }]
        : [];
    });
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(references) : [];
}

function replaced(value: Json | JsonObject, given: ReadonlyMap<string, Json>): Json {
  if (typeof value === "string") {
    const parts = parsePlaceholders(value).map((part): Json => {
      if (part.kind === "text") return escapePlaceholders(part.text);
      return given.get(part.written) ?? part.written;
    });
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join("");
  }
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item) => replaced(item, given));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, given)]));
}
