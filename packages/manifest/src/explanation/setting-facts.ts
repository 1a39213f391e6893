import { own } from "@towpath/core";
import { shown } from "../finding.ts";
import type { NestedSetting } from "../generated/resource-type.ts";
import type { ChangeEffect, Tier } from "../graph/graph-resource.ts";
import type { OpenResolution } from "../resolution/open-resolution.ts";
import { settingSteps } from "../resolution/setting-steps.ts";
import { typeName } from "../schema/explain.ts";
import type { ExplainedSetting } from "./explanation.ts";
import { memberDefinition } from "./find-path.ts";

/** What the platform says of a setting, or of a part of it. Undefined where the path is of something else. */
export function settingFacts(path: readonly string[], opened: OpenResolution): ExplainedSetting | undefined {
  const { resolution, types } = opened;
  const [root, resource = "", third, setting, ...part] = path;
  const model = root === "resources" && third === "settings" ? types.get(resource) : undefined;
  if (!model || setting === undefined || !own(model.document.settings ?? {}, setting)) return undefined;
  const { definition, placeOfDefinition } = settingSteps(resource, setting, model, undefined, resolution);
  let tier: Tier = "free";
  let change: ChangeEffect = "update";
  let why: string | undefined;
  for (let depth = 0; depth <= part.length; depth += 1) {
    const at = memberDefinition(definition, part.slice(0, depth));
    tier = at?.tier ?? tier;
    change = at?.change ?? change;
    why = at?.why ?? why;
  }
  const asked = memberDefinition(definition, part) ?? {};
  const { support, docs } = model.document.metadata;
  return {
    rule: `setting/${model.name}/${setting}`,
    tier,
    change,
    isStateful: model.document.stateful ?? false,
    bounds: boundsOf(asked),
    ...(asked.description === undefined ? {} : { description: asked.description }),
    ...(why === undefined ? {} : { why }),
    place: placeOfDefinition(part),
    ...(support === undefined ? {} : { support }),
    ...(docs === undefined ? {} : { docs }),
  };
}

/** What may stand there, a few words for each bound. */
function boundsOf(definition: NestedSetting): readonly string[] {
  const { type, enum: allowed, minimum, maximum, minLength, maxLength, pattern, items, properties } = definition;
  return [
    ...(definition.const === undefined ? [] : [`exactly ${shown(definition.const)}`]),
    ...(allowed ? [`one of ${allowed.slice(0, 12).map(shown).join(", ")}`] : []),
    ...(type === undefined || definition.const !== undefined || allowed ? [] : [typeName(type)]),
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(minLength === undefined ? [] : [`at least ${minLength} characters`]),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(pattern === undefined ? [] : [`a text that fits ${pattern}`]),
    ...(items && !items.properties ? [`each item ${boundsOf(items).join(", ")}`] : []),
    ...(properties ? [`with ${Object.keys(properties).slice(0, 12).join(", ")}`] : []),
  ];
}
