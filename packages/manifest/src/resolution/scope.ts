import { isJsonObject, type JsonObject, own, type Place } from "@towpath/core";
import type { Scope, ScopeOutput } from "../placeholder/scope.ts";
import type { ResourceTypeModel } from "../platform/platform-model.ts";
import { jsonMembers } from "./json-members.ts";
import type { Resolution } from "./request.ts";

/** What the placeholders of a service may name in an environment. */
export function scopeOf(types: ReadonlyMap<string, ResourceTypeModel>, resolution: Resolution): Scope {
  const { manifest, service, environment, place, layers, platform } = resolution;
  const resources = new Map<string, Scope["resources"] extends ReadonlyMap<string, infer R> ? R : never>();
  for (const name of [...namesIn(service.source.value, "resources"), ...Object.keys(manifest.resources ?? {})]) {
    const model = types.get(name);
    if (model && !platform.brokenTypes.has(model.name))
      resources.set(name, { type: model.name, outputs: outputsOf(model) });
    else if (!isTakenOut(name, "resources", resolution)) resources.set(name, "broken");
  }
  const secrets = placesOf("secrets", manifest.secrets ?? {}, resolution);
  const consumes = placesOf("consumes", manifest.consumes ?? {}, resolution);
  for (const [name, { clients }] of Object.entries(manifest.consumes ?? {})) if (clients) consumes.delete(name);
  const metadata = layers.merged["metadata"];
  return {
    service: service.name,
    environment,
    metadata: metadata !== undefined && isJsonObject(metadata) ? metadata : {},
    values: jsonMembers(place.values ?? {}),
    resources,
    secrets,
    consumes,
  };
}

/** Where each thing of a kind is declared; `broken` for one that is written and could not be read. */
function placesOf(
  key: "secrets" | "consumes",
  read: Readonly<Record<string, unknown>>,
  resolution: Resolution,
): Map<string, Place | "broken"> {
  const places = new Map<string, Place | "broken">();
  for (const name of [...namesIn(resolution.service.source.value, key), ...Object.keys(read)]) {
    if (Object.hasOwn(read, name)) places.set(name, resolution.layers.placeOfKey([key, name]));
    else if (!isTakenOut(name, key, resolution)) places.set(name, "broken");
  }
  return places;
}

/** The same for every resource of a type, and types outlive services. */
const outputsByType = new WeakMap<ResourceTypeModel, ReadonlyMap<string, ScopeOutput>>();

function outputsOf(type: ResourceTypeModel): ReadonlyMap<string, ScopeOutput> {
  const outputs = outputsByType.get(type) ?? readOutputs(type);
  outputsByType.set(type, outputs);
  return outputs;
}

function readOutputs({ document, source }: ResourceTypeModel): ReadonlyMap<string, ScopeOutput> {
  return new Map(
    Object.entries(document.outputs ?? {}).map(([output, { type, secret = false }]) => [
      output,
      { contract: { type, isSecret: secret }, place: source.placeOfKey(["outputs", output]) },
    ]),
  );
}

function namesIn(value: unknown, key: string): readonly string[] {
  const members = isJsonObject(value) ? own(value, key) : undefined;
  return isJsonObject(members) ? Object.keys(members) : [];
}

/** True for what the environment's overlay removes: it is not broken, it is not there. */
function isTakenOut(name: string, key: string, { layers }: Resolution): boolean {
  const over: JsonObject = layers.over;
  const members = own(over, key);
  return members === null || (members !== undefined && isJsonObject(members) && own(members, name) === null);
}
