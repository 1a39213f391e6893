import { isJson, type Json, type Layer, own, type Place } from "@towpath/core";
import { overlay } from "../overlay.ts";
import type { ResourceTypeModel } from "../platform/platform-model.ts";
import { type Definition, overlaid } from "../setting/definition.ts";
import { standardOf } from "../setting/standard.ts";
import type { Resolution } from "./request.ts";

/** What one layer says of a setting. */
export interface SettingStep {
  readonly layer: Layer;
  readonly value: Json;
  readonly place: Place;
  /** Where a part of the value stands in this layer. */
  placeWithin(path: readonly string[]): Place;
}

/** All that is said of a setting, lowest layer first. */
export interface SettingSteps {
  /** As its type has it, with what the platform changes in the environment. */
  readonly definition: Definition;
  /** Where it, or a part of it, is defined: by the platform's overlay where that has a say. */
  placeOfDefinition(path: readonly string[]): Place;
  /** By the type, the size, the platform's environment. */
  readonly offered: readonly SettingStep[];
  /** By the service and its overlay. */
  readonly asked: readonly SettingStep[];
}

/** Collects what each layer says of one setting of a resource. */
export function settingSteps(
  resource: string,
  name: string,
  model: ResourceTypeModel,
  size: string | undefined,
  resolution: Resolution,
): SettingSteps {
  const { platform, environment, place, layers } = resolution;
  const { document, source } = model;
  const written = (document.settings && own(document.settings, name)) ?? {};
  const ofType = place.settings && own(place.settings, model.name);
  const over = ofType && own(ofType, name);
  const inType = ["settings", name];
  const inPlatform = ["environments", environment, "settings", model.name, name];
  const offered: SettingStep[] = [];
  const standard = standardOf(written);
  if (standard !== undefined) offered.push(definedStep("type", standard, written, source, inType));
  const sizes = size === undefined ? undefined : document.sizes && own(document.sizes, size);
  const ofSize = sizes && own(sizes, name);
  if (size !== undefined && isJson(ofSize)) {
    const at = ["sizes", size, name];
    offered.push({
      layer: "size",
      value: ofSize,
      place: source.placeOfValue(at),
      placeWithin: (path) => source.placeOfValue([...at, ...path]),
    });
  }
  const changed = over && standardOf(over);
  if (over && changed !== undefined)
    offered.push(definedStep("platform environment", changed, over, platform.source, inPlatform));

  const path = ["resources", resource, "settings", name];
  const said = layers.said(path);
  const asked: SettingStep[] = [];
  if (said.base !== undefined && said.base !== null && said.over !== null)
    asked.push({
      layer: "service",
      value: said.base,
      place: layers.placeInBase(path),
      placeWithin: (part) => layers.placeInBase([...path, ...part]),
    });
  if (said.over !== undefined && said.over !== null)
    asked.push({
      layer: "service environment",
      value: said.over,
      place: layers.placeOfValue(path),
      placeWithin: (part) => layers.placeOfValue([...path, ...part]),
    });
  return {
    definition: overlaid(written, over),
    placeOfDefinition: (part) =>
      over && hasMember(over, part)
        ? platform.source.placeOfKey([...inPlatform, ...memberPath(over, part)])
        : source.placeOfKey([...inType, ...memberPath(written, part)]),
    offered,
    asked,
  };
}

/** The value that steps come to, each laid over those before it. */
export function fold(steps: readonly SettingStep[]): Json | undefined {
  return steps.reduce<Json | undefined>(
    (value, step) => (value === undefined ? step.value : overlay(value, step.value)),
    undefined,
  );
}

/** What definitions and a platform's overlays of them have in common. */
interface Defined {
  readonly default?: unknown;
  readonly const?: unknown;
  readonly items?: Defined;
  readonly properties?: Readonly<Record<string, Defined>>;
}

interface Keys {
  placeOfKey(path: readonly string[]): Place;
  placeOfValue(path: readonly string[]): Place;
}

function definedStep(layer: Layer, value: Json, definition: Defined, source: Keys, at: readonly string[]): SettingStep {
  const placeOf = (path: readonly string[]): Place => {
    // A default of the whole says the value of its parts, too; else each part says its own.
    let found: Defined | undefined = definition;
    for (let depth = 0; found; depth += 1) {
      const key = found.default !== undefined ? "default" : found.const !== undefined ? "const" : undefined;
      const rest = path.slice(depth);
      const here = [...at, ...memberPath(definition, path.slice(0, depth))];
      if (key !== undefined && hasValue(found[key], rest)) return source.placeOfValue([...here, key, ...rest]);
      const next = path[depth];
      if (next === undefined) break;
      found = found.properties && own(found.properties, next);
    }
    return source.placeOfKey([...at, ...memberPath(definition, path)]);
  };
  return { layer, value, place: placeOf([]), placeWithin: placeOf };
}

/** Where the definition of a part stands in the definition of the whole; of the nearest around it that there is. */
function memberPath(definition: Defined, path: readonly string[]): readonly string[] {
  const found: string[] = [];
  let at: Defined | undefined = definition;
  for (const segment of path) {
    const member: Defined | undefined = at.properties && own(at.properties, segment);
    if (member) found.push("properties", segment);
    else if (at.items) found.push("items");
    else break;
    at = member ?? at.items;
    if (!at) break;
  }
  return found;
}

function hasMember(definition: Defined, path: readonly string[]): boolean {
  let at: Defined | undefined = definition;
  for (const segment of path) at = at?.properties && own(at.properties, segment);
  return at !== undefined;
}

function hasValue(value: unknown, path: readonly string[]): boolean {
  let found = value;
  for (const segment of path)
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, segment)
        ? Reflect.get(found, segment)
        : undefined;
  return found !== undefined;
}
