import type { GraphResource } from "@towpath/manifest";
import { mapOf, type PropertyOf, types, type ViewType, viewType } from "../../cel/index.ts";
import { knownOf, settingOf } from "./known.ts";
import { byName, choice, flag, json, one, text, textMap, texts } from "./plain.ts";
import { type OfferedType, settingsType } from "./settings-type.ts";

type Lifecycle = NonNullable<GraphResource["lifecycle"]>;

const lifecycleType = viewType<Lifecycle>("lifecycle", () => ({
  status: choice(["preview", "current", "supported", "deprecated", "withdrawn"], ({ status }) => status),
  until: text(({ until }) => until, true),
  successor: text(({ successor }) => successor, true),
}));

const outputType = viewType<GraphResource["outputs"][string]>("output", () => ({
  type: choice(["string", "integer", "number", "boolean"], ({ type }) => type),
  isSecret: flag(({ isSecret }) => isSecret),
}));

/** `resource`, whatever its type: settings are looked up by name, and none of them is known beforehand. */
export const anyResourceType: ViewType<GraphResource> = resourceTypeWith({
  type: mapOf(types.dyn),
  read: byName<GraphResource, GraphResource["settings"][string]>(
    types.dyn,
    ({ settings }) => settings,
    (setting) => settingOf(setting),
  ).read,
});

const ofTypes = new Map<string, ViewType<GraphResource>>();

/**
 * `resource`, of one of a few types: their settings are known, so a misspelt one is a flaw. Where the platform offers none of
 * them, any setting may be asked for.
 */
export function resourceTypeOf(
  selected: readonly string[],
  offered: ReadonlyMap<string, OfferedType>,
): ViewType<GraphResource> {
  const found = selected.flatMap((name) => offered.get(name) ?? []);
  if (found.length === 0 || found.length < selected.length) return anyResourceType;
  const key = JSON.stringify(found);
  const known = ofTypes.get(key);
  if (known) return known;
  const settings = settingsType(found);
  const made = resourceTypeWith({ type: settings, read: ({ settings: all }) => settings.view(all) });
  if (ofTypes.size > 200) ofTypes.clear();
  ofTypes.set(key, made);
  return made;
}

function resourceTypeWith(settings: PropertyOf<GraphResource>): ViewType<GraphResource> {
  return viewType<GraphResource>("resource", () => ({
    address: text(({ address }) => address),
    name: text(({ name }) => name),
    type: text(({ type }) => type),
    title: text(({ title }) => title),
    variant: resolved(({ variant }) => variant),
    version: resolved(({ version }) => version),
    size: resolved(({ size }) => size),
    lifecycle: one(lifecycleType, ({ lifecycle }) => lifecycle, true),
    isStateful: flag(({ isStateful }) => isStateful),
    share: text(({ share }) => share, true),
    shareOwner: text(({ shareOwner }) => shareOwner, true),
    annotations: textMap(({ annotations }) => annotations),
    values: json(mapOf(types.dyn), ({ values }) => values ?? {}),
    engine: text(({ engine }) => engine),
    settings,
    outputs: byName(
      outputType,
      ({ outputs }) => outputs,
      (output) => outputType.view(output),
    ),
    dependsOn: texts(({ dependsOn }) => dependsOn),
  }));
}

function resolved(read: (of: GraphResource) => GraphResource["version"]): PropertyOf<GraphResource> {
  return {
    type: types.string,
    isOptional: true,
    read(of) {
      const value = read(of);
      return value && knownOf(value);
    },
  };
}
