import { addressSegments, compareText } from "@towpath/core";
import type { Graph } from "../../graph/graph.ts";
import type { GraphResource } from "../../graph/graph-resource.ts";
import { NOBODY, type ServiceFacts } from "./catalog-service.ts";
import { type Entity, entity, reference } from "./entity.ts";
import { entityName } from "./entity-name.ts";
import type { Names } from "./names.ts";
import { versionText } from "./version-text.ts";

/** The resources that are a service's own. */
export function resourceEntities(facts: ServiceFacts, names: Names): readonly Entity[] {
  const { about, belonging, resources, graphs } = facts;
  const needs = (address: string): readonly string[] => {
    const [kind, name] = addressSegments(address);
    const found = kind === "resources" ? resources.find((one) => one.name === name) : undefined;
    return found ? [reference("Resource", names.resource(about.name, found))] : [];
  };
  return resources
    .filter(({ share }) => share === undefined)
    .map((resource) =>
      entity(
        "Resource",
        {
          name: names.resource(about.name, resource),
          title: `${about.name}: ${resource.name}`,
          description: versionText(resource.title, resource.name, graphs),
        },
        {
          type: resource.type,
          ...belonging,
          dependencyOf: [reference("Component", entityName(about.name))],
          dependsOn: [...new Set(resource.dependsOn.flatMap(needs))].sort(compareText),
        },
      ),
    );
}

interface Sharing {
  readonly resource: GraphResource;
  readonly graphs: readonly Graph[];
  readonly owner: string | undefined;
  readonly services: readonly string[];
}

/** One entity for each thing that several services share, whoever of them is here. */
export function sharedResourceEntities(services: readonly ServiceFacts[], names: Names): readonly Entity[] {
  const found = new Map<string, Sharing>();
  for (const { about, resources, graphs } of services)
    for (const resource of resources) {
      if (resource.share === undefined) continue;
      const name = names.resource(about.name, resource);
      const before = found.get(name) ?? { resource, graphs, owner: undefined, services: [] };
      found.set(name, {
        ...before,
        owner: before.owner ?? resource.shareOwner,
        services: [...new Set([...before.services, about.name])],
      });
    }
  return [...found]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, { resource, graphs, owner, services: users }]) =>
      entity(
        "Resource",
        {
          name,
          title: resource.share ?? name,
          description: `${versionText(resource.title, resource.name, graphs)} Shared.`,
        },
        {
          type: resource.type,
          owner: owner === undefined ? NOBODY : reference("Group", entityName(owner)),
          dependencyOf: users.map((user) => reference("Component", entityName(user))),
        },
      ),
    );
}
