import { type Address, compareText } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Engine } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import { inDependencyOrder } from "../planning/order.ts";
import type { StateDocument } from "../state/state-document.ts";

/** The engines of an environment, by the name that the platform gave each. */
export type Engines = ReadonlyMap<string, Engine>;

/**
 * The engines that have something to do, each after those that it needs something from; those that need each other stand
 * together.
 *
 * @param only the addresses that alone are minded; all when absent
 * @throws {ProvisioningError} `provisioning/engine-missing`
 */
export function engineGroups(
  graph: Graph,
  state: StateDocument,
  engines: Engines,
  only?: readonly Address[],
): readonly (readonly Engine[])[] {
  const names = only ? recordedEngines(state, new Set(only)) : enginesInUse(graph, state);
  return groupOrder(graph, names).map((group) => group.map((name) => engineNamed(name, graph, engines)));
}

/** The engine of a name. @throws {ProvisioningError} `provisioning/engine-missing`, saying what is placed on it */
export function engineNamed(name: string, graph: Graph, engines: Engines): Engine {
  const engine = engines.get(name);
  if (engine) return engine;
  const declared = graph.environment.engines.find((each) => each.name === name);
  const placed = [...graph.resources, ...graph.workloads].find((each) => each.engine === name);
  const kinds = [...new Set([...engines.values()].map((each) => each.kind))].sort(compareText);
  const { environment } = graph;
  const on = placed ? `${placed.address} is placed on it` : "what it made is on record";
  if (declared && !kinds.includes(declared.kind))
    throw provisioningError({
      code: "provisioning/engine-missing",
      message: `Engine "${name}" of environment ${environment.name} is of kind ${declared.kind}, which is not available here; ${on}.`,
      place: placed?.origin.place ?? environment.origin.place,
      hint: `Available ${kinds.length === 1 ? "kind" : "kinds"}: ${kinds.join(", ") || "none"}. Place it on another engine, or choose another environment.`,
    });
  const names = [...engines.keys()].sort(compareText);
  const there = names.length === 0 ? "It has none." : `It has ${names.join(", ")}.`;
  // An engine that the graph declares and the platform does not was there when that graph was applied.
  const isGone = declared !== undefined || placed === undefined;
  throw provisioningError({
    code: "provisioning/engine-missing",
    message: `Environment ${environment.name} has no engine "${name}"${declared ? " any more" : ""}; ${on}.`,
    place: declared ? environment.origin.place : (placed?.origin.place ?? environment.origin.place),
    hint: isGone
      ? `${there} What an engine made stays with it, by its name: have the platform team give the engine its name back, or destroy what it made by a platform that still has it.`
      : `${there} Place it on one of them, or choose another environment.`,
  });
}

function enginesInUse(graph: Graph, state: StateDocument): ReadonlySet<string> {
  const names = new Set(graph.resources.map((each) => each.engine));
  for (const records of [state.resources, state.orphans])
    for (const { engine } of Object.values(records)) names.add(engine);
  for (const { resource } of state.journal) names.add(resource.engine);
  return names;
}

function recordedEngines(state: StateDocument, only: ReadonlySet<Address>): ReadonlySet<string> {
  const records = [...Object.entries(state.resources), ...Object.entries(state.orphans)];
  return new Set(records.filter(([address]) => only.has(address)).map(([, { engine }]) => engine));
}

function groupOrder(graph: Graph, names: ReadonlySet<string>): readonly (readonly string[])[] {
  if (names.size < 2) return [[...names]];
  const engineOf = new Map<Address, string>(graph.resources.map((each) => [each.address, each.engine]));
  const needs = new Map<string, Set<string>>([...names].map((name) => [name, new Set<string>()]));
  for (const { engine, dependsOn } of graph.resources)
    for (const address of dependsOn) {
      const other = engineOf.get(address);
      if (other !== undefined && other !== engine) needs.get(engine)?.add(other);
    }
  const reached = new Map([...names].map((name) => [name, reachedFrom(name, needs)]));
  const reaches = (from: string, to: string) => reached.get(from)?.has(to) ?? false;
  const groupOf = (name: string) =>
    [...names].filter((other) => other === name || (reaches(name, other) && reaches(other, name))).sort(compareText);
  const groups = new Map([...names].map((name) => groupOf(name)).map((group) => [group.join("\0"), group]));
  const ordered = inDependencyOrder(
    [...groups].map(([address, group]) => ({
      address,
      dependsOn: [...groups]
        .filter(([, other]) => group.some((a) => other.some((b) => reaches(a, b))))
        .map(([id]) => id),
    })),
  );
  return ordered.map(({ address }) => groups.get(address) ?? []);
}

function reachedFrom(name: string, needs: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const next = [...(needs.get(name) ?? [])];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    next.push(...(needs.get(one) ?? []));
  }
  return seen;
}
