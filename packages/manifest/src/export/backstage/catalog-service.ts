import { compareText } from "@towpath/core";
import type { Graph, GraphConsumption, GraphContract, GraphService } from "../../graph/graph.ts";
import type { GraphResource } from "../../graph/graph-resource.ts";
import type { GraphWorkload } from "../../graph/graph-workload.ts";
import { reference } from "./entity.ts";
import { entityName } from "./entity-name.ts";

/** A service in all of its environments. */
export interface CatalogService {
  /** One for each environment, in the platform's order; at least one. */
  readonly graphs: readonly [Graph, ...Graph[]];
  /** Where a file of the service is, seen from the catalogue's file: `./api/openapi.yaml`. */
  readonly pathTo: (path: string) => string;
}

/** What Backstage writes where nobody owns a thing. */
export const NOBODY = "unknown";

/** What entities of a service say of it. */
export interface ServiceFacts extends CatalogService {
  readonly about: GraphService;
  /** Whose it is. */
  readonly belonging: { readonly owner: string; readonly system?: string };
  readonly lifecycle: "experimental" | "production";
  readonly workloads: readonly GraphWorkload[];
  readonly exposes: readonly GraphContract[];
  readonly consumes: readonly GraphConsumption[];
  /** Its own and those that it shares. */
  readonly resources: readonly GraphResource[];
}

/** Puts together what a service is in all of its environments. */
export function serviceFacts(service: CatalogService): ServiceFacts {
  const { graphs } = service;
  const about = graphs[0].service;
  const { owner, system, criticality } = about;
  return {
    ...service,
    about,
    belonging: {
      owner: owner === undefined ? NOBODY : reference("Group", entityName(owner)),
      ...(system ? { system: reference("System", entityName(system)) } : {}),
    },
    lifecycle: criticality === "experimental" ? "experimental" : "production",
    workloads: merged(graphs.map(({ workloads }) => workloads)),
    exposes: merged(graphs.map(({ exposes }) => exposes)),
    consumes: merged(graphs.map(({ consumes }) => consumes)),
    resources: merged(graphs.map(({ resources }) => resources)),
  };
}

/** What is in any of several environments, once by its address; the first environment that has it says what it is. */
function merged<T extends { readonly address: string }>(all: readonly (readonly T[])[]): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all.flat()) if (!found.has(one.address)) found.set(one.address, one);
  return [...found.values()].sort((a, b) => compareText(a.address, b.address));
}
