import { isJsonObject, own } from "@towpath/core";
import { shown } from "../finding.ts";
import type { GraphSetting } from "../graph/graph-resource.ts";
import { overlay } from "../overlay.ts";
import type { Scope } from "../placeholder/scope.ts";
import type { ResourceTypeModel } from "../platform/platform-model.ts";
import { insteadOf } from "../schema/unknown-key.ts";
import { nestedChanges } from "../setting/change-effects.ts";
import { completed } from "../setting/standard.ts";
import { ordered } from "./json-members.ts";
import { type Resolution, report } from "./request.ts";
import { fold, settingSteps } from "./setting-steps.ts";
import { fillSetting } from "./setting-text.ts";
import { judgeSetting } from "./setting-tiers.ts";

/** Resolves the settings of one resource through all layers, and holds them against their type. */
export function resolveSettings(
  resource: string,
  model: ResourceTypeModel,
  size: string | undefined,
  scope: Scope,
  resolution: Resolution,
): Readonly<Record<string, GraphSetting>> {
  const names = Object.keys(model.document.settings ?? {}).sort();
  reportUnknown(resource, model, names, resolution);
  const settings: Record<string, GraphSetting> = {};
  for (const name of names) {
    const setting = resolveSetting(resource, name, model, size, scope, resolution);
    if (setting) settings[name] = setting;
  }
  return settings;
}

function resolveSetting(
  resource: string,
  name: string,
  model: ResourceTypeModel,
  size: string | undefined,
  scope: Scope,
  resolution: Resolution,
): GraphSetting | undefined {
  const path = ["resources", resource, "settings", name];
  const steps = settingSteps(resource, name, model, size, resolution);
  const { definition, offered, asked } = steps;
  const chain = [...offered, ...asked].map(({ layer, value, place }) => ({ layer, value: ordered(value), place }));
  const last = chain.at(-1);
  if (!last) return undefined;
  const standard = fold(offered);
  const wanted = fold(asked);
  const filled = wanted === undefined ? undefined : fillSetting(wanted, definition, path, scope, resolution);
  const nested = nestedChanges(definition);
  const isText = typeof last.value === "string";
  const common = {
    tier: definition.tier ?? "free",
    change: definition.change ?? "update",
    ...(nested ? { nestedChanges: nested } : {}),
    isSecret: filled?.template?.isSecret ?? false,
    chain: isText && filled?.value !== undefined ? [...chain.slice(0, -1), { ...last, value: filled.value }] : chain,
  } as const;
  const origin = { layer: last.layer, place: last.place };
  if (filled && filled.value === undefined) {
    const why = "It holds what is known only when another resource is there.";
    return { known: false, why, origin, ...common, ...(filled.template ? { template: filled.template } : {}) };
  }
  const said = filled?.value === undefined ? standard : overlay(standard, filled.value);
  const value = said === undefined ? undefined : completed(definition, said);
  if (value === undefined) {
    report(resolution, {
      code: "manifest/too-large",
      message: `${name} of ${model.name} comes to too many values with the defaults of its parts.`,
      address: path.join("."),
      places: [last.place],
      suggestions: ["Make its lists shorter."],
    });
    return undefined;
  }
  const isTypes = offered.length + asked.length === 1 && last.layer === "type";
  if ((!isTypes || isOverlaid(model.name, name, resolution)) && !filled?.isBroken)
    judgeSetting(value, { name, path, type: model.name, steps, standard }, resolution);
  return { known: true, value: ordered(value), origin, ...common };
}

/** Whether the platform has a say in the environment. */
function isOverlaid(type: string, name: string, { place }: Resolution): boolean {
  const settings = place.settings && own(place.settings, type);
  return settings !== undefined && Object.hasOwn(settings, name);
}

function reportUnknown(
  resource: string,
  model: ResourceTypeModel,
  known: readonly string[],
  resolution: Resolution,
): void {
  const path = ["resources", resource, "settings"];
  const asked = isJsonObject(resolution.layers.merged) ? resolution.layers.merged["resources"] : undefined;
  const mine = asked !== undefined && isJsonObject(asked) ? own(asked, resource) : undefined;
  const settings = mine !== undefined && isJsonObject(mine) ? mine["settings"] : undefined;
  if (settings === undefined || !isJsonObject(settings)) return;
  for (const name of Object.keys(settings)) {
    if (known.includes(name)) continue;
    report(resolution, {
      code: "manifest/unknown-setting",
      message: `${model.name} has no setting ${shown(name)}.`,
      address: [...path, name].join("."),
      places: [resolution.layers.placeOfKey([...path, name])],
      ...(known.length === 0
        ? { suggestions: [`${model.name} has no settings.`] }
        : insteadOf({
            kind: "Service",
            source: resolution.layers,
            path,
            key: name,
            known,
            there: Object.keys(settings),
          })),
    });
  }
}
