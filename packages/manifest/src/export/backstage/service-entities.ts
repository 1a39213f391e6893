import { addressSegments, compareText } from "@towpath/core";
import type { Graph, GraphContract, GraphResource, GraphWorkload } from "../../graph.ts";
import { type Entity, entity, reference } from "./entity.ts";
import { entityName } from "./entity-name.ts";
import { backstageLabels } from "./labels.ts";
import type { Names } from "./names.ts";
import { versionText } from "./version-text.ts";

/** A service in all of its environments. */
export interface CatalogService {
  /** One for each environment, in the platform's order; at least one. */
  readonly graphs: readonly [Graph, ...Graph[]];
  /** Where a file of the service is, seen from the catalogue's file: `./api/openapi.yaml`. */
  readonly pathTo: (path: string) => string;
}

/** What Backstage writes where nobody owns a thing. */
export const NOBODY = "unknown";

/** The entities of one service, with remarks on what could not be said as it was written. */
export function serviceEntities(
  service: CatalogService,
  names: Names,
): { readonly entities: readonly Entity[]; readonly remarks: readonly string[] } {
  const [{ service: facts, toolchain }] = service.graphs;
  const { name, labels: written, links } = facts;
  const { labels, annotations, moved } = backstageLabels(written);
  const workloads = merged(service.graphs.map((graph) => graph.workloads));
  const exposes = merged(service.graphs.map((graph) => graph.exposes));
  const consumes = merged(service.graphs.map((graph) => graph.consumes));
  const own = merged(service.graphs.map((graph) => graph.resources)).filter(({ share }) => share === undefined);
  const shared = merged(service.graphs.map((graph) => graph.resources)).filter(({ share }) => share !== undefined);
  const good = links.filter(({ url }) => URL.canParse(url));
  const common = {
    lifecycle: facts.criticality === "experimental" ? "experimental" : "production",
    owner: facts.owner === undefined ? NOBODY : reference("Group", entityName(facts.owner)),
    ...(facts.system ? { system: reference("System", entityName(facts.system)) } : {}),
  };
  const { lifecycle: _, ...ownership } = common;
  const resourceName = (resource: GraphResource): string => names.resource(name, resource);
  const consumed = consumes.flatMap(({ service: other, contract }) =>
    other !== undefined && contract !== undefined ? [reference("API", names.api(other, contract))] : [],
  );
  const others = consumes.flatMap(({ service: other, contract }) =>
    other !== undefined && contract === undefined ? [reference("Component", entityName(other))] : [],
  );
  const component = entity(
    "Component",
    {
      name: entityName(name),
      ...(facts.description === undefined ? {} : { description: facts.description }),
      labels,
      annotations: { ...annotations, ...environmentsOf(service.graphs) },
      tags: tagsOf(toolchain),
      links: good.map(({ title, url }) => ({ url, title: title.trim() === "" ? url : title.toWellFormed() })),
    },
    {
      type: typeOf(workloads),
      ...common,
      providesApis: exposes.map(({ name: contract }) => reference("API", names.api(name, contract))),
      consumesApis: unique(consumed),
      dependsOn: unique([
        ...[...own, ...shared].map((resource) => reference("Resource", resourceName(resource))),
        ...others,
      ]),
    },
  );
  const parts = workloads.length < 2 ? [] : workloads.map((workload) => part(workload));
  function part(workload: GraphWorkload): Entity {
    return entity(
      "Component",
      { name: names.part(name, workload.name), title: `${name}: ${workload.name}` },
      { type: TYPES[workload.kind], ...common, subcomponentOf: reference("Component", entityName(name)) },
    );
  }
  const apis = exposes.map((contract) =>
    entity(
      "API",
      { name: names.api(name, contract.name), title: `${name}: ${contract.name}`, annotations: allowed(contract) },
      {
        type: contract.kind === "protobuf" ? "grpc" : contract.kind,
        ...common,
        definition: { $text: service.pathTo(contract.path) },
      },
    ),
  );
  const resources = own.map((resource) =>
    entity(
      "Resource",
      {
        name: resourceName(resource),
        title: `${name}: ${resource.name}`,
        description: versionText(resource.title, resource.name, service.graphs),
      },
      {
        type: resource.type,
        ...ownership,
        dependencyOf: [reference("Component", entityName(name))],
        dependsOn: unique(resource.dependsOn.flatMap((one) => resourceAt(one, [...own, ...shared], resourceName))),
      },
    ),
  );
  return {
    entities: [component, ...parts, ...apis, ...resources],
    remarks: [
      ...(facts.owner === undefined
        ? [`${name} has no owner, and Backstage asks for one: it is ${NOBODY} there.`]
        : []),
      ...moved.map((label) => `${name}: the label ${label} is none that Backstage takes; it is an annotation there.`),
      ...links
        .filter((link) => !good.includes(link))
        .map(({ title }) => `${name}: the link ${title} is left out, for its address cannot be read.`),
    ],
  };
}

const TYPES = { server: "service", worker: "worker", job: "job" } as const;

function typeOf(workloads: readonly GraphWorkload[]): string {
  const kinds = new Set(workloads.map(({ kind }) => kind));
  const kind = (["server", "worker", "job"] as const).find((one) => kinds.has(one));
  return kind ? TYPES[kind] : "infrastructure";
}

function allowed({ allow }: GraphContract): Readonly<Record<string, string>> {
  return allow ? { "towpath.dev/allow": allow.join(", ") } : {};
}

function environmentsOf(graphs: readonly Graph[]): Readonly<Record<string, string>> {
  return { "towpath.dev/environments": graphs.map(({ environment }) => environment.name).join(", ") };
}

/** Tools as tags. See the catalog model's isValidTag. */
function tagsOf(toolchain: Readonly<Record<string, string>>): readonly string[] {
  const tags = Object.keys(toolchain).map((tool) =>
    tool
      .replace(/[^a-z0-9+]+/g, "-")
      .slice(0, 63)
      .replace(/^-+|-+$/g, ""),
  );
  return unique(tags.filter((tag) => tag !== ""));
}

/** What is in any of several environments, once by its address; the first environment that has it says what it is. */
function merged<T extends { readonly address: string }>(all: readonly (readonly T[])[]): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all.flat()) if (!found.has(one.address)) found.set(one.address, one);
  return [...found.values()].sort((a, b) => compareText(a.address, b.address));
}

function resourceAt(
  address: string,
  resources: readonly GraphResource[],
  nameOf: (resource: GraphResource) => string,
): readonly string[] {
  const [kind, name] = addressSegments(address);
  const found = kind === "resources" ? resources.find((one) => one.name === name) : undefined;
  return found ? [reference("Resource", nameOf(found))] : [];
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}
