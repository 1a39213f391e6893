import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import type { ParameterLayer, PolicyRequest, PolicyService } from "@towpath/policy";

type Layers = Pick<PolicyRequest, "levels" | "params">;

/** A thousand services are checked by one platform: rules work out their parameters once for those that say nothing. */
const known = new WeakMap<PlatformModel, Layers>();

/** What a platform says of levels and parameters. */
export function platformLayers(platform: PlatformModel): Layers {
  const by = `the platform ${platform.name}`;
  const layers = known.get(platform) ?? {
    levels: platform.levels,
    params: [{ by, isPlatform: true, ...parametersOf(platform) }],
  };
  known.set(platform, layers);
  return layers;
}

/** What a service asks for itself, more strictly than its platform. */
export function serviceLayers(governing: ServiceDocument): Pick<PolicyService, "levels" | "params"> {
  const { levels, params, name } = governing;
  if (Object.keys(params).length === 0) return { levels };
  return { levels, params: { by: `the service ${name}`, ...parametersOf(governing) } };
}

function parametersOf({
  params,
  source,
}: Pick<PlatformModel | ServiceDocument, "params" | "source">): Omit<ParameterLayer, "by"> {
  const at = ["policies", "params"];
  return {
    values: params,
    placeOf: (rule, name) => source.placeOfKey([...at, rule, ...(name === undefined ? [] : [name])]),
  };
}
