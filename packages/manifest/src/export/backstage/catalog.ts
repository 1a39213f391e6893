import { compareText } from "@towpath/core";
import type { PlatformManifest } from "../../generated/platform.ts";
import type { Graph, GraphResource } from "../../graph.ts";
import { type Entity, type EntityKind, entity, reference } from "./entity.ts";
import { entityName } from "./entity-name.ts";
import { entityNames, type Names, resourceParts } from "./names.ts";
import { type CatalogService, NOBODY, serviceEntities } from "./service-entities.ts";
import { versionText } from "./version-text.ts";

/** The entities of a catalogue, with remarks on what could not be said as it was written. */
export interface Catalog {
  readonly entities: readonly Entity[];
  readonly remarks: readonly string[];
}

/** What to put into a catalogue. */
export interface CatalogRequest {
  /** Each by another name. */
  readonly services: readonly CatalogService[];
  /** By name, with what their platform says of them. Only these become groups. */
  readonly teams: Readonly<Record<string, NonNullable<PlatformManifest["teams"]>[string]>>;
  /** Kinds that another repository writes. */
  readonly without?: readonly EntityKind[] | undefined;
}

/**
 * Services as a Backstage catalogue has them: a component for each, with its interfaces, its resources in all of its
 * environments, its system and its team. The same services give the same catalogue, in whatever order they come.
 */
export function backstageCatalog({ services, teams, without = [] }: CatalogRequest): Catalog {
  const sorted = [...services].sort((a, b) => compareText(nameOf(a), nameOf(b)));
  const names = namesOf(sorted);
  const own = sorted.map((service) => serviceEntities(service, names));
  const shared = sharedResources(sorted, names);
  const systems = systemsOf(sorted);
  const entities = [
    ...own.flatMap((one) => one.entities),
    ...shared,
    ...systems.entities,
    ...groupsOf(sorted, teams),
  ].filter(({ kind }) => !without.includes(kind));
  const remarks = [
    ...own.flatMap((one) => one.remarks),
    ...(without.includes("System") ? [] : systems.remarks),
    ...names.remarks(),
  ];
  return { entities, remarks };
}

function nameOf({ graphs: [graph] }: CatalogService): string {
  return graph.service.name;
}

function namesOf(services: readonly CatalogService[]): Names {
  const named = services.flatMap((service) => {
    const name = nameOf(service);
    return service.graphs.flatMap(({ workloads, exposes, resources }) => [
      ...(workloads.length < 2 ? [] : workloads).map((one) => ({
        kind: "Component" as const,
        parts: [name, one.name],
      })),
      ...exposes.map((one) => ({ kind: "API" as const, parts: [name, one.name] })),
      ...resources.map((one) => ({ kind: "Resource" as const, parts: resourceParts(name, one) })),
    ]);
  });
  return entityNames(services.map(nameOf), named);
}

interface Sharing {
  readonly resource: GraphResource;
  readonly graphs: readonly Graph[];
  readonly services: readonly string[];
}

/** One entity for each thing that several services share, whoever of them is here. */
function sharedResources(services: readonly CatalogService[], names: Names): readonly Entity[] {
  const found = new Map<string, Sharing>();
  for (const service of services)
    for (const resource of service.graphs.flatMap((graph) => graph.resources)) {
      if (resource.share === undefined) continue;
      const name = names.resource(nameOf(service), resource);
      const before = found.get(name) ?? { resource, graphs: service.graphs, services: [] };
      const { shareOwner = resource.shareOwner } = before.resource;
      found.set(name, {
        ...before,
        resource: shareOwner === undefined ? before.resource : { ...before.resource, shareOwner },
        services: [...new Set([...before.services, nameOf(service)])],
      });
    }
  return [...found]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, { resource, graphs, services: users }]) =>
      entity(
        "Resource",
        {
          name,
          title: resource.share ?? name,
          description: `${versionText(resource.title, resource.name, graphs)} Shared.`,
        },
        {
          type: resource.type,
          owner: resource.shareOwner === undefined ? NOBODY : reference("Group", entityName(resource.shareOwner)),
          dependencyOf: users.map((user) => reference("Component", entityName(user))),
        },
      ),
    );
}

interface SystemFacts {
  /** As the services write it; Backstage does not tell capitals from small letters. */
  readonly spellings: ReadonlySet<string>;
  readonly owners: ReadonlySet<string | undefined>;
}

/** Systems belong to the team that has all services of them; otherwise to nobody that a manifest could name. */
function systemsOf(services: readonly CatalogService[]): Catalog {
  const systems = new Map<string, SystemFacts>();
  for (const { graphs } of services) {
    const { system, owner } = graphs[0].service;
    if (!system) continue;
    const key = entityName(system).toLowerCase();
    const { spellings = [], owners = [] } = systems.get(key) ?? {};
    systems.set(key, { spellings: new Set([...spellings, system]), owners: new Set([...owners, owner]) });
  }
  const all = [...systems].sort(([a], [b]) => compareText(a, b)).map(([, facts]) => facts);
  const ownerOf = (owners: SystemFacts["owners"]): string => {
    const [only] = owners;
    return owners.size === 1 && only !== undefined ? reference("Group", entityName(only)) : NOBODY;
  };
  return {
    entities: all.map(({ spellings, owners }) => {
      const [title = ""] = [...spellings].sort(compareText);
      return entity("System", { name: entityName(title), title }, { owner: ownerOf(owners) });
    }),
    remarks: all.flatMap(({ spellings, owners }) => {
      const names = [...spellings].sort(compareText).join(" and ");
      return [
        ...(owners.size > 1
          ? [`The system ${names} has services of several teams, so its owner is ${NOBODY} there.`]
          : []),
        ...(spellings.size > 1 ? [`The systems ${names} are one there.`] : []),
      ];
    }),
  };
}

/** Teams of the platform that something here belongs to. */
function groupsOf(services: readonly CatalogService[], teams: CatalogRequest["teams"]): readonly Entity[] {
  const owners = services.flatMap(({ graphs }) =>
    graphs.flatMap(({ service, resources }) => [service.owner, ...resources.map(({ shareOwner }) => shareOwner)]),
  );
  return [...new Set(owners)]
    .filter((owner) => owner !== undefined)
    .sort(compareText)
    .flatMap((owner) => {
      const team = Object.hasOwn(teams, owner) ? teams[owner] : undefined;
      if (!team) return [];
      const slug = /^@?([A-Za-z0-9-]+\/[A-Za-z0-9._-]+)$/.exec(team.github ?? "")?.[1];
      const email = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.exec(team.contact ?? "")?.[0];
      const annotations = {
        ...(slug === undefined ? {} : { "github.com/team-slug": slug }),
        ...(team.contact === undefined || email !== undefined
          ? {}
          : { "towpath.dev/contact": team.contact.toWellFormed() }),
      };
      return entity(
        "Group",
        { name: entityName(owner), annotations },
        { type: "team", ...(email === undefined ? {} : { profile: { email } }), children: [] },
      );
    });
}
