import { compareText } from "@towpath/core";
import type { GraphResource } from "../../graph/graph-resource.ts";
import type { EntityKind } from "./entity.ts";
import { entityName, joinedName } from "./entity-name.ts";

/** The names of entities that are of a service: `orders-db`. Backstage has one space of names for each kind. */
export interface Names {
  readonly part: (service: string, workload: string) => string;
  readonly api: (service: string, contract: string) => string;
  /** A shared resource has the same name for every service that shares it. */
  readonly resource: (service: string, resource: Pick<GraphResource, "name" | "share">) => string;
  /** What could not be called by its parts: `The API of orders, api, is called orders-api-1f0c2a9e.` */
  readonly remarks: () => readonly string[];
}

interface Named {
  readonly kind: EntityKind;
  readonly parts: readonly string[];
}

/**
 * Gives names that no two entities share, also where Backstage does not tell capitals from small letters. The same services
 * get the same names, in whatever order they come.
 *
 * @param services the names of the services, which are entities as they are
 * @param all everything else that will be named
 */
export function entityNames(services: readonly string[], all: readonly Named[]): Names {
  const taken = new Map<string, string>();
  const key = (kind: EntityKind, name: string): string => `${kind} ${name.toLowerCase()}`;
  const identity = ({ kind, parts }: Named): string => JSON.stringify([kind, ...parts]);
  for (const service of services)
    taken.set(key("Component", entityName(service)), identity({ kind: "Component", parts: [service] }));
  const given = new Map<string, string>();
  const changed = new Set<string>();
  const nameOf = (named: Named): string => {
    const id = identity(named);
    const known = given.get(id);
    if (known !== undefined) return known;
    const isTaken = (name: string): boolean => (taken.get(key(named.kind, name)) ?? id) !== id;
    const name = joinedName(named.parts, isTaken);
    taken.set(key(named.kind, name), id);
    given.set(id, name);
    if (name !== named.parts.join("-"))
      changed.add(
        `The ${named.kind} ${named.parts.join(", ")} is called ${name}: ${named.parts.join("-")} is ${isTaken(named.parts.join("-")) ? "taken" : "no name"} there.`,
      );
    return name;
  };
  for (const named of [...all].sort((a, b) => compareText(identity(a), identity(b)))) nameOf(named);
  return {
    part: (service, workload) => nameOf({ kind: "Component", parts: [service, workload] }),
    api: (service, contract) => nameOf({ kind: "API", parts: [service, contract] }),
    resource: (service, resource) => nameOf({ kind: "Resource", parts: resourceParts(service, resource) }),
    remarks: () => [...changed].sort(compareText),
  };
}

/** A resource is its service's own, or the same for all that share it: `queue.default#shop-events`. */
export function resourceParts(
  service: string,
  { name, share }: Pick<GraphResource, "name" | "share">,
): readonly string[] {
  if (share === undefined) return [service, name];
  const [kind = "", id = ""] = share.split("#");
  const [type = "", size = "default"] = kind.split(".");
  return size === "default" ? [type, id] : [type, size, id];
}
