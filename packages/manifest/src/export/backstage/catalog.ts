import { compareText } from "@towpath/core";
import { apiEntities } from "./api-entities.ts";
import { type CatalogService, type ServiceFacts, serviceFacts } from "./catalog-service.ts";
import { componentEntities, componentRemarks } from "./component-entities.ts";
import type { Catalog, EntityKind } from "./entity.ts";
import { groupEntities, type Teams } from "./group-entities.ts";
import { entityNames, type Names, resourceParts } from "./names.ts";
import { resourceEntities, sharedResourceEntities } from "./resource-entities.ts";
import { systemEntities } from "./system-entities.ts";

/** What to put into a catalogue. */
export interface CatalogRequest {
  /** Each by another name. */
  readonly services: readonly CatalogService[];
  /** Only these become groups. */
  readonly teams: Teams;
  /** Kinds that another repository writes. */
  readonly without?: readonly EntityKind[] | undefined;
}

/**
 * Services as a Backstage catalogue has them: a component for each, with its interfaces, its resources in all of its
 * environments, its system and its team. The same services give the same catalogue, in whatever order they come.
 */
export function backstageCatalog({ services, teams, without = [] }: CatalogRequest): Catalog {
  const all = services.map(serviceFacts).sort((a, b) => compareText(a.about.name, b.about.name));
  const names = namesOf(all);
  const systems = systemEntities(all);
  const entities = [
    ...all.flatMap((facts) => [
      ...componentEntities(facts, names),
      ...apiEntities(facts, names),
      ...resourceEntities(facts, names),
    ]),
    ...sharedResourceEntities(all, names),
    ...systems.entities,
    ...groupEntities(all, teams),
  ].filter(({ kind }) => !without.includes(kind));
  const remarks = [
    ...all.flatMap(componentRemarks),
    ...(without.includes("System") ? [] : systems.remarks),
    ...names.remarks(),
  ];
  return { entities, remarks };
}

function namesOf(services: readonly ServiceFacts[]): Names {
  const named = services.flatMap(({ about: { name }, workloads, exposes, resources }) => [
    ...(workloads.length < 2 ? [] : workloads).map((one) => ({ kind: "Component" as const, parts: [name, one.name] })),
    ...exposes.map((one) => ({ kind: "API" as const, parts: [name, one.name] })),
    ...resources.map((one) => ({ kind: "Resource" as const, parts: resourceParts(name, one) })),
  ]);
  return entityNames(
    services.map(({ about }) => about.name),
    named,
  );
}
