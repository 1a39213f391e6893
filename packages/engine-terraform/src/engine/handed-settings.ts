import { type Address, type Json, own, Secret } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import { type Context, type OutputReader, openOutputs, renderValue, type SecretBox } from "@towpath/provisioning";
import { memoized } from "../module/memoized.ts";
import type { RootModule } from "../module/root-module.ts";
import type { HandedSettings } from "../plan/declared-differences.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import type { Share } from "./share.ts";

/**
 * The settings of what is planned as they are handed over. What comes from another module of the same root is unknown where that
 * makes something new, unless the plan knows everything of what it is handed to.
 */
export async function handedSettings(
  engine: string,
  { target, records, only }: Share,
  { changes }: Pick<TerraformPlan, "changes">,
  { addressOf }: Pick<RootModule, "addressOf">,
  box: SecretBox,
  context: Pick<Context, "outputs" | "secrets">,
): Promise<ReadonlyMap<Address, HandedSettings>> {
  const mine = target.graph.resources.filter((resource) => resource.engine === engine);
  const here = new Set(mine.map(({ address }) => address));
  const open = new Set<Address>();
  const making = new Set<Address>();
  for (const thing of changes) {
    const address = addressOf(thing.address);
    if (address === undefined) continue;
    if (thing.diff.some(({ unknown }) => unknown)) open.add(address);
    if (thing.action === "create" || thing.action === "replace") making.add(address);
  }
  const recorded = memoized(async (address: Address) => {
    const record = records.get(address);
    return record ? openOutputs(record, box) : {};
  });
  const outputsFor =
    (reader: Address): OutputReader =>
    async (address, output) => {
      if (!here.has(address)) return context.outputs(address, output);
      return open.has(reader) && making.has(address) ? undefined : own(await recorded(address), output);
    };
  const minded = mine.filter(({ address }) => only === undefined || only.has(address));
  return new Map(
    await Promise.all(
      minded.map(async (resource) => {
        const outputs = outputsFor(resource.address);
        return [resource.address, await settingsOf(resource, { outputs, secrets: context.secrets })] as const;
      }),
    ),
  );
}

/** The settings of a resource as far as they are known, without secret ones: they go on no record, and into no plan. */
export async function settingsOf(
  { settings }: GraphResource,
  context: Pick<Context, "outputs" | "secrets">,
): Promise<HandedSettings> {
  const known: [string, Json][] = [];
  const unknown: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    if (setting.isSecret || setting.template?.isSecret) continue;
    const value = setting.known ? setting.value : setting.template && (await renderValue(setting.template, context));
    if (value === undefined) unknown.push(name);
    else if (!(value instanceof Secret)) known.push([name, value]);
  }
  return { known: Object.fromEntries(known), unknown };
}
