import { compareText } from "@towpath/core";
import type { PlatformManifest } from "../../generated/platform.ts";
import type { ServiceFacts } from "./catalog-service.ts";
import { type Entity, entity } from "./entity.ts";
import { entityName } from "./entity-name.ts";

/** Teams by name, with what their platform says of them. */
export type Teams = Readonly<NonNullable<PlatformManifest["teams"]>>;

/** Teams of the platform that something here belongs to. */
export function groupEntities(services: readonly ServiceFacts[], teams: Teams): readonly Entity[] {
  const owners = services.flatMap(({ about, resources }) => [
    about.owner,
    ...resources.map(({ shareOwner }) => shareOwner),
  ]);
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
