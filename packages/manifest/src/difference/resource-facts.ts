import { address, type Origin, type Resolved } from "@towpath/core";
import type { GraphResource, GraphSetting } from "../graph/graph-resource.ts";
import { type Fact, members } from "./fact.ts";
import { templateText } from "./template-text.ts";

/** What two graphs say of a resource. Titles and lifecycles are the platform's words about it, and no part of it. */
export function resourceFacts(resource: GraphResource): readonly Fact[] {
  const { type, engine, isStateful, share, annotations, values = {}, recipe, origin } = resource;
  const { kind, driver, options } = recipe;
  const { driver: _, ...rest } = options;
  const at = (place: Origin) => () => place;
  return [
    { path: "type", value: type, origin: at(origin) },
    resolved("variant", resource.variant),
    resolved("version", resource.version),
    resolved("size", resource.size),
    { path: "engine", value: engine, origin: at(origin) },
    { path: "isStateful", value: isStateful, origin: at(origin) },
    { path: "share", value: share, origin: at(origin) },
    { path: "annotations", value: annotations, origin: at(origin) },
    { path: "values", value: values, origin: at(origin) },
    { path: "recipe", value: members({ kind, driver, options: rest }), origin: at(recipe.origin) },
    ...Object.entries(resource.settings).map(([name, setting]) => settingFact(name, setting)),
  ];
}

function resolved(path: string, value: Resolved<string> | undefined): Fact {
  if (!value) return { path, value: undefined };
  const { origin } = value;
  return { path, value: value.known ? value.value : value.why, isUnknown: !value.known, origin: () => origin };
}

function settingFact(name: string, setting: GraphSetting): Fact {
  const { origin, template, isSecret } = setting;
  const value = setting.known ? setting.value : template ? templateText(template) : setting.why;
  return {
    path: address("settings", name),
    value,
    isUnknown: !setting.known,
    isSecret,
    isWhole: true,
    origin: () => origin,
  };
}
