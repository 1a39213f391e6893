import { compareText } from "@towpath/core";
import type { GraphWorkload } from "../../graph/graph-workload.ts";
import { NOBODY, type ServiceFacts } from "./catalog-service.ts";
import { type Entity, entity, reference } from "./entity.ts";
import { entityName } from "./entity-name.ts";
import { backstageLabels } from "./labels.ts";
import type { Names } from "./names.ts";

/** The component that a service is; where it runs several workloads, each is a component of it. */
export function componentEntities(facts: ServiceFacts, names: Names): readonly Entity[] {
  const { about, belonging, lifecycle, workloads, exposes, consumes, resources, graphs } = facts;
  const name = entityName(about.name);
  const { labels, annotations } = backstageLabels(about.labels);
  const environments = graphs.map(({ environment }) => environment.name).join(", ");
  const service = entity(
    "Component",
    {
      name,
      ...(about.description === undefined ? {} : { description: about.description }),
      labels,
      annotations: { ...annotations, "towpath.dev/environments": environments },
      tags: tagsOf(graphs[0].toolchain),
      links: about.links
        .filter(({ url }) => URL.canParse(url))
        .map(({ title, url }) => ({ url, title: title.trim() === "" ? url : title.toWellFormed() })),
    },
    {
      type: typeOf(workloads),
      lifecycle,
      ...belonging,
      providesApis: exposes.map((contract) => reference("API", names.api(about.name, contract.name))),
      consumesApis: unique(
        consumes.flatMap(({ service: other, contract }) =>
          other === undefined || contract === undefined ? [] : [reference("API", names.api(other, contract))],
        ),
      ),
      dependsOn: unique([
        ...resources.map((resource) => reference("Resource", names.resource(about.name, resource))),
        ...consumes.flatMap(({ service: other, contract }) =>
          other === undefined || contract !== undefined ? [] : [reference("Component", entityName(other))],
        ),
      ]),
    },
  );
  // The only one is the service itself.
  const parts = (workloads.length < 2 ? [] : workloads).map((workload) =>
    entity(
      "Component",
      { name: names.part(about.name, workload.name), title: `${about.name}: ${workload.name}` },
      { type: TYPES[workload.kind], lifecycle, ...belonging, subcomponentOf: reference("Component", name) },
    ),
  );
  return [service, ...parts];
}

/** What of a service could not be said as it was written. */
export function componentRemarks({ about: { name, owner, labels, links } }: ServiceFacts): readonly string[] {
  return [
    ...(owner === undefined ? [`${name} has no owner, and Backstage asks for one: it is ${NOBODY} there.`] : []),
    ...backstageLabels(labels).moved.map(
      (label) => `${name}: the label ${label} is none that Backstage takes; it is an annotation there.`,
    ),
    ...links
      .filter(({ url }) => !URL.canParse(url))
      .map(({ title }) => `${name}: the link ${title} is left out, for its address cannot be read.`),
  ];
}

const TYPES = { server: "service", worker: "worker", job: "job" } as const;

function typeOf(workloads: readonly GraphWorkload[]): string {
  const kinds = new Set(workloads.map(({ kind }) => kind));
  const kind = (["server", "worker", "job"] as const).find((one) => kinds.has(one));
  return kind ? TYPES[kind] : "infrastructure";
}

/** Tools as tags. See isValidTag of Backstage's catalog model. */
function tagsOf(toolchain: Readonly<Record<string, string>>): readonly string[] {
  const tags = Object.keys(toolchain).map((tool) =>
    tool
      .replace(/[^a-z0-9+]+/g, "-")
      .slice(0, 63)
      .replace(/^-+|-+$/g, ""),
  );
  return unique(tags.filter((tag) => tag !== ""));
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}
