import { type Digest, digestJson } from "@towpath/core";
import type { Graph } from "./graph.ts";
import type { GraphContainer } from "./graph-workload.ts";

/** The digest of what a graph means: no origins, no places, no folder of this machine. */
export function graphDigest(graph: Graph): Digest {
  const { folder: _, ...service } = graph.service;
  return digestJson({
    ...graph,
    service: bare(service),
    environment: { ...bare(graph.environment), gates: bareIfThere(graph.environment.gates) },
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
      containers: workload.containers.map(bareContainer),
      ports: workload.ports.map(bare),
    })),
    secrets: graph.secrets.map(bare),
    exposes: graph.exposes.map(bare),
    consumes: graph.consumes.map(bare),
    build: bareIfThere(graph.build),
    test: bareIfThere(graph.test),
    moved: graph.moved.map(bare),
  });
}

function bareContainer({ path: _, ...container }: GraphContainer): object {
  return {
    ...bare(container),
    variables: mapMembers(container.variables, bare),
    files: container.files.map(({ content, ...file }) => ({
      ...bare(file),
      content: content.kind === "text" ? { ...content, template: bare(content.template) } : content,
    })),
    volumes: container.volumes.map(({ source, ...volume }) => ({ ...bare(volume), source: bare(source) })),
    liveness: bareIfThere(container.liveness),
    readiness: bareIfThere(container.readiness),
  };
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
