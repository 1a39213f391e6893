import { type Address, compareText } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Engine } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import { inDependencyOrder } from "../planning/order.ts";
import type { StateDocument } from "../state/state-document.ts";

/** The engines of an environment, by the name that the platform gave each. */
export type Engines = ReadonlyMap<string, Engine>;

/**
 * The engines that have something to do, each after those that it needs something from.
 *
 * @throws {ProvisioningError} `provisioning/engine-missing`; `provisioning/cycle` when two need each other
 */
export function enginesInOrder(graph: Graph, state: StateDocument, engines: Engines): readonly Engine[] {
  const records = [...Object.values(state.resources), ...Object.values(state.orphans)];
  const names = new Set([...graph.resources.map((each) => each.engine), ...records.map((each) => each.engine)]);
  for (const { resource } of state.journal) names.add(resource.engine);
  return groupOrder(graph, names).map((name) => engineNamed(name, graph, engines));
}

/** The engine of a name. @throws {ProvisioningError} `provisioning/engine-missing`, saying what is placed on it */
export function engineNamed(name: string, graph: Graph, engines: Engines): Engine {
  const engine = engines.get(name);
  if (engine) return engine;
  const declared = graph.environment.engines.find((each) => each.name === name);
  const placed = [...graph.resources, ...graph.workloads].find((each) => each.engine === name);
  const kinds = [...new Set([...engines.values()].map((each) => each.kind))].sort(compareText);
  throw provisioningError({
    code: "provisioning/engine-missing",
    message: declared
      ? `Engine "${name}" of environment ${graph.environment.name} is of kind ${declared.kind}, which is not available here${placed ? `; ${placed.address} is placed on it` : ""}.`
      : `Environment ${graph.environment.name} has no engine "${name}"; ${placed ? `${placed.address} is placed on it` : "the state holds what it made"}.`,
    place: placed?.origin.place ?? graph.environment.origin.place,
    hint: `Available ${kinds.length === 1 ? "kind" : "kinds"}: ${kinds.join(", ") || "none"}. Place it on another engine, or choose another environment.`,
  });
}

function groupOrder(graph: Graph, names: ReadonlySet<string>): readonly string[] {
  const engineOf = new Map<Address, string>(graph.resources.map((each) => [each.address, each.engine]));
  const needs = new Map<string, Map<string, string>>([...names].map((name) => [name, new Map<string, string>()]));
  for (const resource of graph.resources)
    for (const address of resource.dependsOn) {
      const other = engineOf.get(address);
      if (other === undefined || other === resource.engine) continue;
      needs.get(resource.engine)?.set(other, `${resource.address} (${resource.engine}) needs ${address} (${other})`);
    }
  const groups = [...needs].map(([name, others]) => ({ address: name, dependsOn: [...others.keys()] }));
  try {
    return inDependencyOrder(groups).map((group) => group.address);
  } catch (error) {
    throw provisioningError({
      code: "provisioning/cycle",
      message: `Engines of environment ${graph.environment.name} need each other, so none can be first: ${cycleReasons(needs).join("; ")}.`,
      place: graph.environment.origin.place,
      hint: "Place these resources on one engine, or take one of the references out.",
      cause: error,
    });
  }
}

/** The references between engines that reach each other. */
function cycleReasons(needs: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly string[] {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(needs.get(from)?.keys() ?? [])].some((next) => next === to || reaches(next, to, seen));
  };
  return [...needs].flatMap(([name, others]) =>
    [...others].filter(([other]) => reaches(other, name)).map(([, reason]) => reason),
  );
}
