import { dirname } from "node:path";
import type { Place } from "@towpath/core";
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
 *   programs that modules and engine options name. So does {@link ModuleHomes.homeOf}, for what is kept and in no manifest any more
 */
export function moduleHomes(source: DriverSource): ModuleHomes {
  const { graph, platform, service, isUntrusted = false } = source;
  if (isUntrusted) refuseProposed(graph, source);
  return {
    homeOf: (type) => {
      const released = platform.types.get(type);
      if (!released && isUntrusted && service.ownTypes?.types.has(type))
        throw proposed(`The modules of the service's own type ${type} are`, graph, graph.service.origin.place);
      const home = (released ?? service.ownTypes?.types.get(type))?.home;
      return home && { folder: dirname(home.path), boundary: home.boundary };
    },
    platformFolder: platform.home && dirname(platform.home.path),
  };
}

function refuseProposed(graph: Graph, source: DriverSource): void {
  const { environment, resources } = graph;
  const engines = environment.engines.filter(({ kind }) => kind === "terraform").map(({ name }) => name);
  const [first] = engines;
  if (first === undefined) return;
  const own = source.service.ownTypes?.types;
  const made = resources.find(({ engine, type }) => engines.includes(engine) && own?.has(type));
  if (made) throw proposed(`The module of ${made.address} is`, graph, made.origin.place);
  if (packViews(source, { isUntrusted: true }).code.trust === "trusted") return;
  throw proposed(`The platform and the modules of its engine "${first}" are`, graph, environment.origin.place);
}

function proposed(what: string, { environment }: Graph, place: Place): OperationError {
  return new OperationError({
    code: "operation/module-proposed",
    kind: "refused",
    message: `${what} what somebody proposes, so nothing of it is run with the credentials of ${environment.name}.`,
    place,
    hint: "It counts once it is merged; a plan of the documents alone shows what differs: towpath plan --offline. A platform that is released (@acme/platform@1.2.3) is trusted.",
  });
}
