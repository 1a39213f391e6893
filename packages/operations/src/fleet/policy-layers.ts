import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import type { ParameterLayer, PolicyRequest, PolicyService } from "@towpath/policy";

/** What a platform says of levels and parameters. */
export function platformLayers(platform: PlatformModel): Pick<PolicyRequest, "levels" | "params"> {
  const by = `the platform ${platform.name}`;
  return { levels: platform.levels, params: [{ by, isPlatform: true, ...parametersOf(platform) }] };
}

/** What a service asks for itself, more strictly than its platform. */
export function serviceLayers(governing: ServiceDocument): Pick<PolicyService, "levels" | "params"> {
  return { levels: governing.levels, params: { by: `the service ${governing.name}`, ...parametersOf(governing) } };
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
