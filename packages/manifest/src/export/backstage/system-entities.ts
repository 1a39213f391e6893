import { compareText } from "@towpath/core";
import { NOBODY, type ServiceFacts } from "./catalog-service.ts";
import { type Catalog, entity, reference } from "./entity.ts";
import { entityName } from "./entity-name.ts";

interface SystemFacts {
  /** As the services write it; Backstage does not tell capitals from small letters. */
  readonly spellings: ReadonlySet<string>;
  readonly owners: ReadonlySet<string | undefined>;
}

/** Systems belong to the team that has all services of them; otherwise to nobody that a manifest could name. */
export function systemEntities(services: readonly ServiceFacts[]): Catalog {
  const systems = new Map<string, SystemFacts>();
  for (const {
    about: { system, owner },
  } of services) {
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
