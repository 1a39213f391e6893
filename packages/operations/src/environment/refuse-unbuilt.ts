import type { Place } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { OperationError } from "../errors.ts";

/** Kinds of engines that there are. */
const BUILT: readonly string[] = ["local", "drivers", "terraform"];

/**
 * Refuses what an environment asks for and this version cannot do: nothing that a platform demands is left out in silence.
 *
 * @throws {OperationError} `operation/engine-not-built`, `operation/environment-not-built`
 */
export function refuseUnbuilt({ environment, resources }: Graph): void {
  const { name, engines } = environment;
  const built = new Set(engines.filter(({ kind }) => BUILT.includes(kind)).map((engine) => engine.name));
  const placed = resources.find(({ engine }) => !built.has(engine));
  const other = engines.find((engine) => engine.name === placed?.engine);
  if (placed && other)
    throw new OperationError({
      code: "operation/engine-not-built",
      message: `${placed.address} of environment ${name} is placed on engine "${other.name}" of kind ${other.kind}, which Towpath cannot drive yet.`,
      place: placed.origin.place,
      hint: `check and validate work for it; plan, apply and deploy need resources on engines that are one of ${BUILT.join(", ")}: place: { ${placed.type}: … } in the platform's environment ${name}.`,
    });
  const shared = resources.find(({ share }) => share !== undefined);
  if (shared)
    throw notBuilt(
      `${shared.address} is shared with other services, and no engine makes what several have`,
      shared.origin.place,
      `Take \`share:\` out for ${name}: environments: { ${name}: { resources: { ${shared.name}: { share: null } } } }.`,
    );
}

/** The same for what a workload is placed on. @throws {OperationError} `operation/engine-not-built` */
export function refuseUnbuiltHost({ environment }: Graph, workload: Graph["workloads"][number]): void {
  const engine = environment.engines.find(({ name }) => name === workload.engine);
  if (!engine || BUILT.includes(engine.kind)) return;
  throw new OperationError({
    code: "operation/engine-not-built",
    message: `${workload.address} of environment ${environment.name} is placed on engine "${engine.name}" of kind ${engine.kind}, which Towpath cannot drive yet.`,
    place: workload.origin.place,
    hint: "plan, apply, drift, status and destroy work for the service's resources. To deploy, place the workload on an engine that is local.",
  });
}

function notBuilt(message: string, place: Place, hint: string): OperationError {
  return new OperationError({ code: "operation/environment-not-built", message: `${message} yet.`, place, hint });
}
