import type { Json, JsonObject } from "@towpath/core";
import type { Graph, GraphResource } from "@towpath/manifest";
import type { TerraformOptions } from "../recipe/terraform-options.ts";

/** What recipes and engine options may name of an environment and a service. */
export interface Facts {
  readonly environment: JsonObject;
  readonly service: JsonObject;
}

export const RESOURCE_FACTS: readonly string[] = ["name", "type", "title", "address", "version", "variant", "size"];
export const SERVICE_FACTS: readonly string[] = ["name", "owner", "description", "criticality", "system", "labels"];

/** Of an environment and a service. */
export function factsOf(graph: Graph): Facts;
/** With those of a resource. */
export function factsOf(graph: Graph, resource: GraphResource): Facts & { readonly resource: JsonObject };
export function factsOf({ environment, service }: Graph, resource?: GraphResource): Facts & { resource: JsonObject } {
  const { name, owner, description, criticality, system, labels } = service;
  return {
    environment: { ...environment.values, name: environment.name },
    service: present({ name, owner, description, criticality, system, labels }),
    resource: present({
      name: resource?.name,
      type: resource?.type,
      title: resource?.title,
      address: resource?.address,
      version: resource?.version?.known ? resource.version.value : undefined,
      variant: resource?.variant?.known ? resource.variant.value : undefined,
      size: resource?.size?.known ? resource.size.value : undefined,
    }),
  };
}

/**
 * What every resource is tagged with, as far as it is known: whose it is, what it belongs to, and what pays for it. The
 * platform's own tags lie above.
 */
export function standardTags({ service, environment }: Graph, own: TerraformOptions["tags"]): JsonObject {
  const { name, owner, system, criticality, labels } = service;
  return {
    ...present({
      service: name,
      environment: environment.name,
      owner,
      system,
      criticality,
      "cost-center": Object.hasOwn(labels, "cost-center") ? labels["cost-center"] : undefined,
      "managed-by": "towpath",
    }),
    ...own,
  };
}

function present(facts: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
