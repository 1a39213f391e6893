import { isJson, isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import type { Workload } from "../generated/service.ts";
import { validateWorkload } from "../generated/validators.ts";
import { overlay } from "../overlay.ts";
import { BUILT_IN, kindOf } from "../resolution/built-in.ts";
import { resolveChoices } from "../resolution/choices.ts";
import { inheritsTooMuch } from "../resolution/containers.ts";
import type { OpenResolution } from "../resolution/open-resolution.ts";
import { resolveSettings } from "../resolution/settings.ts";
import { memberAt } from "../setting/member-at.ts";

/** Parts of a manifest that are about the document and not about the service. */
export const LEFT_OUT: ReadonlySet<string> = new Set(["apiVersion", "kind", "environments"]);

/** All that holds of a service in an environment, by its path: what the layers come to, texts as they are written. */
export function viewOf(opened: OpenResolution): JsonObject {
  const { resolution } = opened;
  const { layers, place, environment } = resolution;
  const rest = Object.entries(layers.merged).filter(([key]) => !LEFT_OUT.has(key));
  const metadata = members(layers.merged["metadata"]);
  const values = isJson(place.values) && isJsonObject(place.values) ? place.values : {};
  return {
    ...Object.fromEntries(rest),
    metadata: { criticality: BUILT_IN.criticality, ...metadata },
    workloads: mapped(layers.merged["workloads"], (value) => workloadView(value, opened)),
    resources: mapped(layers.merged["resources"], (value, name) => resourceView(value, name, opened)),
    environment: { ...values, name: environment },
  };
}

function workloadView(written: Json, { resolution }: OpenResolution): Json {
  const defaults = platformDefaults(resolution.platform.source.value);
  const merged = overlay(defaults ?? {}, written);
  if (!isJsonObject(merged)) return merged;
  // Of too much, which has been said, each container shows what it says itself.
  const shared = isWorkload(merged) && inheritsTooMuch(merged) ? {} : merged;
  const containers = mapped(merged["containers"], (container) => containerView(members(container), shared));
  const whole = merged["containers"] === undefined ? merged : { ...merged, containers };
  return builtInOf(whole).reduce<Json>((value, [path, standard]) => {
    const nested = path.reduceRight<Json>((inner, key) => ({ [key]: inner }), standard);
    return memberAt(value, path) === undefined ? overlay(nested, value) : value;
  }, whole);
}

/** What the platform says of every workload. */
export function platformDefaults(platform: Json): Json | undefined {
  return memberAt(platform, ["defaults", "workload"]);
}

/** What a container takes over from its workload, by name. */
export const INHERITED: readonly string[] = ["variables", "files", "volumes", "limits", "requests"];
/** What it takes over as a whole. */
export const INHERITED_WHOLE: readonly string[] = ["liveness", "readiness"];

function containerView(container: JsonObject, workload: JsonObject): Json {
  const parts = INHERITED.flatMap((key) => {
    const all = { ...members(workload[key]), ...members(container[key]) };
    return Object.keys(all).length === 0 ? [] : [[key, all] as const];
  });
  const wholes = INHERITED_WHOLE.flatMap((key) => {
    const value = container[key] ?? workload[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return { ...container, ...Object.fromEntries([...parts, ...wholes]) };
}

/** What is built in for a workload as it is, by path. */
export function builtInOf(workload: Json): readonly (readonly [path: readonly string[], value: Json])[] {
  if (!isWorkload(workload)) return [];
  const { health, scale, route, ports = {} } = workload;
  const { interval, timeout, grace } = BUILT_IN.health;
  return [
    [["kind"], kindOf(workload)],
    [["scale", "min"], BUILT_IN.scale.min],
    [["scale", "max"], scale?.min ?? BUILT_IN.scale.min],
    [["deploy", "strategy"], BUILT_IN.deploy.strategy],
    [["deploy", "bake"], BUILT_IN.deploy.bake],
    ...(health?.path === undefined
      ? []
      : ([
          [["health", "interval"], interval],
          [["health", "timeout"], timeout],
          [["health", "grace"], grace],
        ] as const)),
    ...(route
      ? ([
          [["route", "path"], BUILT_IN.route.path],
          [["route", "visibility"], BUILT_IN.route.visibility],
        ] as const)
      : []),
    ...Object.entries(ports).flatMap(
      ([name, { port }]) =>
        [
          [["ports", name, "targetPort"], port],
          [["ports", name, "protocol"], BUILT_IN.port.protocol],
        ] as const,
    ),
  ];
}

function isWorkload(value: unknown): value is Workload {
  return validateWorkload(value);
}

function resourceView(written: Json, name: string, { resolution, types, scope }: OpenResolution): Json {
  const model = types.get(name);
  if (!model || !isJsonObject(written)) return written;
  const { version, variant, size } = resolveChoices(name, model, resolution);
  const chosen = Object.entries({ version, variant, size }).flatMap(([key, choice]) =>
    choice?.known ? [[key, choice.value] as const] : [],
  );
  const settings = Object.entries(
    resolveSettings(name, model, size?.known ? size.value : undefined, scope, resolution),
  ).map(([setting, resolved]) => {
    const asked = memberAt(written, ["settings", setting]);
    return [setting, resolved.known ? resolved.value : (asked ?? "")] as const;
  });
  return { ...written, ...Object.fromEntries(chosen), settings: Object.fromEntries(settings) };
}

function members(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function mapped(value: Json | undefined, change: (value: Json, name: string) => Json): JsonObject {
  const all = members(value);
  return Object.fromEntries(Object.keys(all).map((name) => [name, change(own(all, name) ?? null, name)]));
}
