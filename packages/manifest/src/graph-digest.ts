import { type Digest, digestJson } from "@towpath/core";
import type { Graph } from "./graph.ts";

/** The digest of what a graph means: no origins, no places, no folder of this machine. */
export function graphDigest(graph: Graph): Digest {
  const { folder: _, ...service } = graph.service;
  return digestJson({
    ...graph,
    service: bare(service),
    environment: bare(graph.environment),
    resources: graph.resources.map((resource) => ({
      ...bare(resource),
      recipe: bare(resource.recipe),
      variant: bareIfThere(resource.variant),
      version: bareIfThere(resource.version),
      size: bareIfThere(resource.size),
      settings: mapMembers(resource.settings, ({ chain: _chain, template, ...setting }) => ({
        ...bare(setting),
        template: bareIfThere(template),
      })),
    })),
    workloads: graph.workloads.map(({ origins: _origins, ...workload }) => ({
      ...bare(workload),
      variables: mapMembers(workload.variables, bare),
    })),
    secrets: graph.secrets.map(bare),
    build: bareIfThere(graph.build),
    test: bareIfThere(graph.test),
    moved: graph.moved.map(bare),
  });
}

function bare<T extends { readonly origin: unknown }>({ origin: _, ...rest }: T): Omit<T, "origin"> {
  return rest;
}

function bareIfThere<T extends { readonly origin: unknown }>(value: T | undefined): Omit<T, "origin"> | undefined {
  return value && bare(value);
}

function mapMembers<T>(members: Readonly<Record<string, T>>, change: (value: T) => object): Record<string, object> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]));
}
