import { address, type Finding, isBlocking } from "@towpath/core";
import { finding, shown } from "../finding.ts";
import type { PlatformEnvironment } from "../generated/platform.ts";
import type { GraphEngine, GraphEnvironment } from "../graph/graph.ts";
import type { PlatformModel } from "../platform/platform-model.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import type { ServiceDocument } from "../service/service-document.ts";
import { gatesOf } from "./gates.ts";
import { jsonMembers, sortedMembers } from "./json-members.ts";
import { type Resolution, report } from "./request.ts";

/** The environments that a service is in, in the platform's order: those that it names, or all of the platform's. */
export function environmentsOf(service: ServiceDocument, platform: PlatformModel): readonly string[] {
  const named = service.document.environments;
  return named ? platform.environments.filter((name) => Object.hasOwn(named, name)) : platform.environments;
}

/**
 * The service's environments that the platform does not have: an error, on the starter platform a notice. A service that
 * is left without any is an error on every platform, for nothing of it can be checked.
 */
export function environmentFindings(service: ServiceDocument, platform: PlatformModel): readonly Finding[] {
  const unknown = unknownEnvironments(service, platform);
  if (environmentsOf(service, platform).length > 0 || unknown.some(isBlocking)) return unknown;
  return [
    ...unknown,
    finding({
      code: "manifest/unknown-environment",
      message: `${service.name} is in no environment of ${platform.isStarter ? "the starter platform" : `the platform ${platform.name}`}, so nothing of it could be checked.`,
      places: [service.source.placeOfKey(["environments"])],
      service: service.name,
      address: "environments",
      suggestions: [
        `Add one of ${platform.environments.join(", ")}, or leave environments out to be in all of them.`,
        ...(platform.isStarter ? ["Or name the platform that has yours: `platform:`, or --platform."] : []),
      ],
    }),
  ];
}

function unknownEnvironments(service: ServiceDocument, platform: PlatformModel): readonly Finding[] {
  return [...unknownOverlays(service, platform), ...unknownInLevels(service, platform)];
}

/** A level for an environment that there is not would be read and never used. */
function unknownInLevels(service: ServiceDocument, platform: PlatformModel): readonly Finding[] {
  return Object.entries(service.levels).flatMap(([rule, level]) =>
    (typeof level === "string" ? [] : Object.keys(level)).flatMap((name) => {
      if (platform.environments.includes(name) || Object.hasOwn(service.document.environments ?? {}, name)) return [];
      return finding({
        code: "manifest/unknown-environment",
        message: `The platform ${platform.name} has no environment ${shown(name)}, so the level of ${shown(rule)} there has no effect.`,
        level: platform.isStarter ? "advisory" : "mandatory",
        places: [service.source.placeOfKey(["policies", "levels", rule, name])],
        service: service.name,
        address: address("policies", "levels", rule, name),
        suggestions: platform.isStarter ? [] : didYouMean(name, platform.environments),
      });
    }),
  );
}

function unknownOverlays(service: ServiceDocument, platform: PlatformModel): readonly Finding[] {
  return Object.keys(service.document.environments ?? {}).flatMap((name) => {
    if (platform.environments.includes(name)) return [];
    return finding({
      code: "manifest/unknown-environment",
      message: platform.isStarter
        ? `The starter platform has no environment ${shown(name)}: what the manifest says of it waits for a platform that has it.`
        : `The platform ${platform.name} has no environment ${shown(name)}.`,
      level: platform.isStarter ? "advisory" : "mandatory",
      places: [service.source.placeOfKey(["environments", name])],
      service: service.name,
      address: `environments.${name}`,
      suggestions: platform.isStarter ? [] : didYouMean(name, platform.environments),
    });
  });
}

/** The environment as the graph has it. */
export function graphEnvironment(resolution: Pick<Resolution, "platform" | "environment" | "place">): GraphEnvironment {
  const { platform, environment: name, place } = resolution;
  const { promoteFrom, state } = place;
  const placeOfGates = platform.source.placeOfKey(["environments", name, "gates"]);
  const gates = place.gates && gatesOf(place.gates);
  const engines: readonly GraphEngine[] = place.engine
    ? [{ name: place.engine, kind: place.engine, options: {} }]
    : Object.entries(place.engines ?? {})
        .map(([engine, { kind, ...options }]) => ({ name: engine, kind, options: jsonMembers(options) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    name,
    engines,
    values: jsonMembers(place.values ?? {}),
    ...(state ? { state: { store: state.store, options: jsonMembers(optionsOf(state)) } } : {}),
    artifacts: sortedMembers({ ...place.artifacts }),
    secrets: Object.fromEntries(
      Object.entries(place.secrets ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([source, options]) => [source, jsonMembers(options)]),
    ),
    ...(gates ? { gates: { ...gates, origin: { layer: "platform", place: placeOfGates } } } : {}),
    ...(promoteFrom
      ? {
          promoteFrom: {
            environment: promoteFrom.environment,
            ...(promoteFrom.bake === undefined ? {} : { bake: promoteFrom.bake }),
          },
        }
      : {}),
    origin: { layer: "platform", place: platform.source.placeOfKey(["environments", name]) },
  };
}

function optionsOf({
  store: _,
  ...options
}: NonNullable<PlatformEnvironment["state"]>): Readonly<Record<string, unknown>> {
  return options;
}

/** The engine that makes a thing of this kind. Undefined when nothing says which: that has been reported. */
export function engineFor(
  what: string,
  address: string,
  engines: readonly GraphEngine[],
  resolution: Resolution,
): GraphEngine | undefined {
  const { place, platform, environment } = resolution;
  const placed = new Map(Object.entries(place.place ?? {}));
  const name = placed.get(what) ?? placed.get("*") ?? (engines.length === 1 ? engines[0]?.name : undefined);
  const engine = engines.find((one) => one.name === name);
  if (!engine && name === undefined) {
    report(resolution, {
      code: "manifest/no-engine",
      message: `Nothing says which engine of ${environment} makes ${what}.`,
      address,
      places: [
        resolution.layers.placeOfKey(address.split(".")),
        { ...platform.source.placeOfKey(["environments", environment]), note: "the environment" },
      ],
      suggestions: [`Add \`place: { ${what}: ${engines[0]?.name ?? "ENGINE"} }\` or a \`"*"\` to the environment.`],
    });
  }
  return engine;
}
