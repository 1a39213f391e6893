import { createHmac } from "node:crypto";
import { type Address, isJsonObject, type Json, own, Secret } from "@towpath/core";
import { changeEffects, type Effect, type Graph, type GraphResource } from "@towpath/manifest";
import type { Change, Context, Difference, Goal } from "@towpath/provisioning";
import { renderValue } from "@towpath/provisioning";
import type { Thing } from "../worlds/world.ts";

/** What this engine wants of a resource: every setting known, secret, or unknown until others are there. */
export interface Wanted {
  readonly version: string | null;
  readonly variant: string | null;
  readonly settings: Readonly<Record<string, WantedSetting>>;
}

export type WantedSetting =
  | { readonly kind: "known"; readonly value: Json }
  | { readonly kind: "secret"; readonly secret: Secret }
  | { readonly kind: "unknown" };

/** Reads a resource's settings as far as they are known now. */
export async function wantedOf(
  resource: GraphResource,
  context: Pick<Context, "outputs" | "secrets">,
): Promise<Wanted> {
  const settings = await Promise.all(
    Object.entries(resource.settings).map(async ([name, setting]): Promise<[string, WantedSetting]> => {
      const value = setting.known ? setting.value : setting.template && (await renderValue(setting.template, context));
      if (value === undefined) return [name, { kind: "unknown" }];
      if (value instanceof Secret) return [name, { kind: "secret", secret: value }];
      if (setting.isSecret) return [name, { kind: "secret", secret: new Secret(JSON.stringify(value)) }];
      return [name, { kind: "known", value }];
    }),
  );
  return {
    version: resource.version?.known ? resource.version.value : null,
    variant: resource.variant?.known ? resource.variant.value : null,
    settings: Object.fromEntries(settings),
  };
}

/** What the world keeps of what was wanted: of a secret only its HMAC. @throws when something is still unknown */
export function attributesOf(wanted: Wanted, key: string): Json {
  const settings = Object.entries(wanted.settings).map(([name, setting]): [string, Json] => {
    if (setting.kind === "unknown") throw new Error(`The setting ${name} is still unknown.`);
    return [name, setting.kind === "known" ? setting.value : { hmac: hmac(setting.secret, key) }];
  });
  return { version: wanted.version, variant: wanted.variant, settings: Object.fromEntries(settings) };
}

/**
 * What to do about each resource: by comparing the engine's own world with the graph, with what is computed shown as
 * unknown, and with the reasons for a replacement, as the planners of the field do it.
 */
export function planChange(
  resource: GraphResource,
  wanted: Wanted,
  thing: Thing | undefined,
  from: Address | undefined,
): Change {
  const { address, type, engine, isStateful } = resource;
  const differences = settingDifferences(resource, wanted, thing);
  const facts = { address, type, engine };
  if (!thing) {
    const diff = [...differences, ...computed(resource)];
    return { ...facts, action: "create", risk: "none", reasons: [], diff };
  }
  const forcing = differences.filter((difference) => forcesReplacement(resource, difference)).map((each) => each.path);
  if (thing.type !== type) forcing.push("type");
  const moved: readonly Difference[] =
    from === undefined ? [] : [{ path: "address", before: from, after: address, unknown: false, secret: false }];
  if (forcing.length > 0)
    return {
      ...facts,
      action: "replace",
      risk: isStateful ? "data-loss" : "downtime",
      reasons: forcing.map((path) => `${path} forces replacement.`),
      diff: [...moved, ...differences, ...computed(resource)],
    };
  const diff = [...moved, ...differences];
  if (diff.length === 0) return { ...facts, action: "none", risk: "none", reasons: [], diff };
  const isUpgrade = differences.some((difference) => difference.path === "version");
  const isUnknown = differences.some((difference) => difference.unknown);
  const isRestart = differences.some((difference) => effectsOf(resource, difference).includes("restart"));
  const risk = isUnknown ? "unknown" : isUpgrade ? "downtime" : isRestart ? "restart" : "none";
  return { ...facts, action: isUpgrade ? "upgrade" : "update", risk, reasons: [], diff };
}

/** What to do about a thing that is not wanted any more; nothing about one that is kept already. */
export function planRemoval(
  address: Address,
  engine: string,
  thing: Pick<Thing, "type"> & { readonly isStateful: boolean },
  goal: Goal,
): Change {
  const facts = { address, type: thing.type, engine, diff: [] };
  if (!thing.isStateful) return { ...facts, action: "delete", risk: "downtime", reasons: [] };
  if (goal === "match") return { ...facts, action: "retain", risk: "none", reasons: ["It holds data."] };
  return { ...facts, action: "delete", risk: "data-loss", reasons: ["The service is taken out."] };
}

/** The address that a resource had before it was renamed, if it has something in the world only there. */
export function addressBefore(
  graph: Graph,
  address: Address,
  isThere: (address: Address) => boolean,
): Address | undefined {
  if (isThere(address)) return undefined;
  let before = address;
  for (const move of graph.moved.toReversed()) if (move.to === before) before = move.from;
  return before !== address && isThere(before) ? before : undefined;
}

function settingDifferences(resource: GraphResource, wanted: Wanted, thing: Thing | undefined): readonly Difference[] {
  const attributes = thing && isJsonObject(thing.attributes) ? thing.attributes : {};
  const there = isJsonObject(attributes["settings"]) ? attributes["settings"] : {};
  const plain = (path: string, before: Json | undefined, after: Json | undefined): readonly Difference[] =>
    JSON.stringify(before ?? null) === JSON.stringify(after ?? null)
      ? []
      : [{ path, ...shown("before", before), ...shown("after", after), unknown: false, secret: false }];
  const settings = [...new Set([...Object.keys(wanted.settings), ...Object.keys(there)])].sort().flatMap((name) => {
    const path = `settings.${name}`;
    const before = own(there, name);
    const after = own(wanted.settings, name);
    const secret = own(resource.settings, name)?.isSecret === true || after?.kind === "secret";
    if (after?.kind === "unknown") return [{ path, ...(secret ? {} : shown("before", before)), unknown: true, secret }];
    if (after?.kind !== "secret") return plain(path, before, after?.value);
    const isSame = thing && JSON.stringify(before) === JSON.stringify({ hmac: hmac(after.secret, thing.id) });
    return isSame ? [] : [{ path, unknown: false, secret: true }];
  });
  return [
    ...plain("version", own(attributes, "version"), wanted.version),
    ...plain("variant", own(attributes, "variant"), wanted.variant),
    ...settings,
  ];
}

function shown(side: "before" | "after", value: Json | undefined): { readonly [key in typeof side]?: Json } {
  return value === undefined || value === null ? {} : { [side]: value };
}

function computed(resource: GraphResource): readonly Difference[] {
  return Object.entries(resource.outputs).map(([name, { isSecret }]) => ({
    path: `outputs.${name}`,
    unknown: true,
    secret: isSecret,
  }));
}

function forcesReplacement(resource: GraphResource, difference: Difference): boolean {
  if (difference.path === "variant") return true;
  return effectsOf(resource, difference).includes("replace");
}

function effectsOf(resource: GraphResource, difference: Difference): readonly Effect[] {
  const { path, before, after, unknown, secret } = difference;
  const setting = path.startsWith("settings.") ? own(resource.settings, path.slice("settings.".length)) : undefined;
  if (!setting) return [];
  if (unknown || secret) return [setting.change === "grow-only" ? "replace" : setting.change];
  return changeEffects(setting, [], before, after);
}

function hmac(secret: Secret, key: string): string {
  return createHmac("sha256", key).update(secret.reveal()).digest("hex");
}
