import { type Address, canonicalJson, type Place } from "@towpath/core";
import type { Graph } from "../graph/graph.ts";
import type { GraphResource, GraphSetting } from "../graph/graph-resource.ts";

/** What a service says of a resource that is shared, as JSON: little enough to be kept for each of a whole fleet. */
export interface SharedResource {
  readonly service: string;
  readonly environment: string;
  /** The platform that it is made by: what services of different platforms name is not the same. */
  readonly platform: string;
  readonly address: Address;
  /** `TYPE.CLASS#ID` */
  readonly share: string;
  readonly place: Place;
  /** What the service asks for itself, by what it is: version and variant, settings, annotations. */
  readonly asked: Readonly<Record<"choices" | "settings" | "annotations", Asked>>;
}

/** Values as canonical JSON by name, each with where it is asked for. */
export type Asked = Readonly<Record<string, { readonly value: string; readonly place: Place }>>;

/** What of a graph says what is shared in it. */
export type SharingGraph = Pick<Graph, "resources" | "service" | "environment" | "platform">;

/** The resources of a service that others may name, too, in all of its environments. */
export function sharedResources(graphs: readonly SharingGraph[]): readonly SharedResource[] {
  return graphs.flatMap((graph) => graph.resources.flatMap((resource) => sharedResource(resource, graph) ?? []));
}

function sharedResource(resource: GraphResource, graph: SharingGraph): SharedResource | undefined {
  const { share, address, origin, version, variant, settings, annotations } = resource;
  if (share === undefined) return undefined;
  const choices = Object.entries({ version, variant }).flatMap(([name, choice]) =>
    choice?.known && choice.origin.layer.startsWith("service")
      ? [[name, { value: canonicalJson(choice.value), place: choice.origin.place }]]
      : [],
  );
  const asked = Object.entries(settings).flatMap(([name, setting]) =>
    setting.origin.layer.startsWith("service")
      ? [[name, { value: settled(setting), place: setting.origin.place }]]
      : [],
  );
  const texts = Object.entries(annotations).map(([name, text]) => [
    name,
    { value: canonicalJson(text), place: origin.place },
  ]);
  return {
    service: graph.service.name,
    environment: graph.environment.name,
    platform: `${graph.platform.name} ${graph.platform.digest}`,
    address,
    share,
    place: origin.place,
    asked: {
      choices: Object.fromEntries(choices),
      settings: Object.fromEntries(asked),
      annotations: Object.fromEntries(texts),
    },
  };
}

function settled(setting: GraphSetting): string {
  return canonicalJson(setting.known ? setting.value : (setting.template?.parts ?? null));
}
