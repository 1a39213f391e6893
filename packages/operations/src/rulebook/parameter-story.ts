import { type Json, own, type Place } from "@towpath/core";
import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import { type ParameterMerge, type Rule, resolveParameters } from "@towpath/policy";
import { platformLayers, serviceLayers } from "../fleet/policy-layers.ts";

/** A parameter of a rule: what holds, and who set it. */
export interface ParameterStory {
  readonly name: string;
  readonly value: Json;
  readonly default: Json;
  /** What a service may do with it. */
  readonly merge: ParameterMerge;
  /** `its default`, `the platform acme`, `the service orders`. */
  readonly by: string;
  readonly place: Place | undefined;
}

/** Says what the parameters of a rule are, and who set them. */
export function parameterStories(
  rule: Rule,
  platform: PlatformModel,
  service: ServiceDocument | undefined,
): readonly ParameterStory[] {
  const ofService = service && serviceLayers(service).params;
  const layers = [...(platformLayers(platform).params ?? []), ...(ofService ? [ofService] : [])];
  const { values } = resolveParameters(rule, layers);
  return Object.entries(rule.parameters.schema).map(([name, schema]): ParameterStory => {
    const value = own(values, name) ?? schema.default;
    // What a layer may not set has no effect, so the last that says what holds has set it.
    const setter = layers.findLast(
      (layer) => JSON.stringify(own(own(layer.values, rule.id) ?? {}, name)) === JSON.stringify(value),
    );
    return {
      name,
      value: Array.isArray(value) ? [...value] : toJson(value),
      default: toJson(schema.default),
      merge: rule.parameters.merge?.[name] ?? "fixed",
      by: setter?.by ?? "its default",
      place: setter?.placeOf?.(rule.id, name),
    };
  });
}

function toJson(value: string | number | boolean | readonly string[]): Json {
  return typeof value === "object" ? [...value] : value;
}
