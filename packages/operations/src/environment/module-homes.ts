import { dirname } from "node:path";
import type { ModuleHome } from "@towpath/engine-terraform";
import type { Graph } from "@towpath/manifest";
import { OperationError } from "../errors.ts";
import { packViews } from "../packs/pack-views.ts";
import type { DriverSource } from "./open-engines.ts";

/** Where the modules of an environment are looked for. */
export interface ModuleHomes {
  /** Where the paths of a resource type's recipes start; undefined for a type that is built in. */
  readonly homeOf: (type: string) => ModuleHome | undefined;
  /** The folder of the platform's own document, where the paths of engine options start. */
  readonly platformFolder?: string | undefined;
}

/**
 * Where the modules of a service's environment are: beside the platform's resource types, and the service's own.
 *
 * @throws {OperationError} `operation/module-proposed` where what would run is somebody's proposal: a plan runs the providers and
 *   programs that modules and engine options name
 */
export function moduleHomes(source: DriverSource): ModuleHomes {
  const { graph, platform, service } = source;
  if (source.isUntrusted) refuseProposed(graph, source);
  return {
    homeOf: (type) => {
      const home = (platform.types.get(type) ?? service.ownTypes?.types.get(type))?.home;
      return home && { folder: dirname(home.path), boundary: home.boundary };
    },
    platformFolder: platform.home && dirname(platform.home.path),
  };
}

function refuseProposed({ environment, resources }: Graph, source: DriverSource): void {
  const engine = environment.engines.find(({ kind }) => kind === "terraform");
  if (!engine) return;
  const own = source.service.ownTypes?.types;
  const proposed = resources.find((each) => each.engine === engine.name && own?.has(each.type));
  const isReleased = packViews(source, { isUntrusted: true }).code.trust === "trusted";
  if (isReleased && !proposed) return;
  throw new OperationError({
    code: "operation/module-proposed",
    kind: "refused",
    message: proposed
      ? `The module of ${proposed.address} is what somebody proposes, so it is not run with the credentials of ${environment.name}.`
      : `The platform is what somebody proposes, so the modules of engine "${engine.name}" are not run with the credentials of ${environment.name}.`,
    place: proposed?.origin.place ?? environment.origin.place,
    hint: "It counts once it is merged; a plan of the documents alone shows what differs: towpath plan --offline. A platform that is released (@acme/platform@1.2.3) is trusted.",
  });
}
