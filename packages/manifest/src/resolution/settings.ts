import { isJson, isJsonObject, type Json, type Layer, own, type Place } from "@towpath/core";
import { shown } from "../finding.ts";
import type { GraphSetting } from "../graph.ts";
import { overlay } from "../overlay.ts";
import type { Scope } from "../placeholder/scope.ts";
import type { ResourceTypeModel } from "../platform/platform-model.ts";
import { didYouMean } from "../schema/explain.ts";
import { type Definition, defaultOf, hasBounds, overlaid } from "../setting/definition.ts";
import { interpret, isSame } from "../setting/interpret.ts";
import { type Resolution, report } from "./request.ts";
import { fillSetting } from "./setting-text.ts";

/** How many flaws of one setting are said one by one. */
const MOST_FLAWS = 10;

interface Step {
  readonly layer: Layer;
  readonly value: Json;
  readonly place: Place;
}

/** Resolves the settings of one resource through all layers, and holds them against their type. */
export function resolveSettings(
  resource: string,
  model: ResourceTypeModel,
  size: string | undefined,
  scope: Scope,
  resolution: Resolution,
): Readonly<Record<string, GraphSetting>> {
  const definitions = Object.entries(model.document.settings ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  reportUnknown(
    resource,
    model,
    definitions.map(([name]) => name),
    resolution,
  );
  const settings: Record<string, GraphSetting> = {};
  for (const [name, definition] of definitions) {
    const setting = resolveSetting(resource, name, definition, model, size, scope, resolution);
    if (setting) settings[name] = setting;
  }
  return settings;
}

function resolveSetting(
  resource: string,
  name: string,
  written: Definition,
  model: ResourceTypeModel,
  size: string | undefined,
  scope: Scope,
  resolution: Resolution,
): GraphSetting | undefined {
  const { platform, environment, place, layers } = resolution;
  const over = place.settings?.[model.name]?.[name];
  const definition = overlaid(written, over);
  const offered: Step[] = [];
  const offer = (layer: Layer, value: Json | undefined, at: Place): void => {
    if (value !== undefined) offered.push({ layer, value, place: at });
  };
  const standardPath = ["settings", name, written.default === undefined ? "const" : "default"];
  offer("type", defaultOf(written), model.source.placeOfValue(standardPath));
  const ofSize = size === undefined ? undefined : model.document.sizes?.[size]?.[name];
  if (size !== undefined)
    offer("size", isJson(ofSize) ? ofSize : undefined, model.source.placeOfValue(["sizes", size, name]));
  const here = ["environments", environment, "settings", model.name, name];
  if (over)
    offer(
      "platform environment",
      defaultOf(over),
      platform.source.placeOfValue([...here, over.default === undefined ? "const" : "default"]),
    );

  const path = ["resources", resource, "settings", name];
  const said = layers.said(path);
  const asked: Step[] = [];
  if (said.base !== undefined && said.base !== null && said.over !== null)
    asked.push({ layer: "service", value: said.base, place: layers.placeInBase(path) });
  if (said.over !== undefined && said.over !== null)
    asked.push({ layer: "service environment", value: said.over, place: layers.placeOfValue(path) });

  const standard = fold(offered);
  const wanted = fold(asked);
  const chain = [...offered, ...asked];
  const last = chain.at(-1);
  const merged = wanted === undefined ? standard : standard === undefined ? wanted : overlay(standard, wanted);
  if (!last || merged === undefined) return undefined;
  const filled = fillSetting(merged, definition, path, last, scope, resolution);
  const tier = definition.tier ?? "free";
  const isText = typeof last.value === "string";
  const common = {
    tier,
    change: definition.change ?? "update",
    isSecret: filled.template?.isSecret ?? false,
    chain: isText && filled.value !== undefined ? [...chain.slice(0, -1), { ...last, value: filled.value }] : chain,
  } as const;
  const origin = { layer: last.layer, place: last.place };
  if (filled.value === undefined) {
    const why = "It holds what is known only when another resource is there.";
    return { known: false, why, origin, ...common, ...(filled.template ? { template: filled.template } : {}) };
  }
  const isTypes = last.layer === "type" && !over;
  if (!isTypes && !filled.isBroken)
    judge(
      filled.value,
      { name, path, definition, model, standard, isAsked: asked.length > 0, last, overlaid: over ? here : undefined },
      resolution,
    );
  return { known: true, value: filled.value, origin, ...common };
}

function fold(steps: readonly Step[]): Json | undefined {
  return steps.reduce<Json | undefined>(
    (value, step) => (value === undefined ? step.value : overlay(value, step.value)),
    undefined,
  );
}

interface Judged {
  readonly name: string;
  readonly path: readonly string[];
  readonly definition: Definition;
  readonly model: ResourceTypeModel;
  readonly standard: Json | undefined;
  readonly isAsked: boolean;
  readonly last: Step;
  readonly overlaid: readonly string[] | undefined;
}

function judge(value: Json, of: Judged, resolution: Resolution): void {
  const { name, path, definition, model, standard, isAsked, last } = of;
  const address = path.join(".");
  const defined = of.overlaid
    ? resolution.platform.source.placeOfKey(of.overlaid)
    : model.source.placeOfKey(["settings", name]);
  const places = [last.place, defined];
  const why = definition.why === undefined ? "" : ` ${definition.why}`;
  const tier = definition.tier ?? "free";
  let isWrong = false;
  for (const flaw of interpret(definition, value).slice(0, MOST_FLAWS)) {
    isWrong = true;
    const where = [name, ...flaw.path].join(".");
    const message = `${where} of ${model.name} is ${shown(flaw.found)}; `;
    const isRule = flaw.kind === "bound" && tier === "mandatory";
    report(resolution, {
      code: isRule ? `setting/${model.name}/${name}` : "manifest/invalid-value",
      message: isRule
        ? `${message}the platform demands ${flaw.expected}.${why}`
        : `${message}expected ${flaw.expected}.`,
      address,
      places,
      discriminator: `${flaw.path.join(".")} ${flaw.expected}`,
    });
  }
  if (isWrong || !isAsked || (standard !== undefined && isSame(value, standard))) return;
  if (tier === "mandatory" && !hasBounds(definition))
    report(resolution, {
      code: `setting/${model.name}/${name}`,
      message: `${name} of ${model.name} is ${shown(value)}; the platform decides it${standard === undefined ? "" : `: ${shown(standard)}`}.${why}`,
      address,
      places,
      suggestions: ["Leave it out."],
    });
  if (tier === "recommended" && standard !== undefined)
    report(resolution, {
      code: `setting/${model.name}/${name}`,
      message: `${name} of ${model.name} is ${shown(value)}; the platform recommends ${shown(standard)}.${why}`,
      level: "advisory",
      address,
      places,
    });
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
      suggestions: known.length === 0 ? [`${model.name} has no settings.`] : didYouMean(name, known),
    });
  }
}
