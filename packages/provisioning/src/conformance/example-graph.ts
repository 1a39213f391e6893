import { compareText, digestJson, type Json, type Origin } from "@towpath/core";
import type { Graph, GraphResource, GraphSetting } from "@towpath/manifest";
import type { ConformanceSubject, ConformanceType, Example } from "./subject.ts";

/** The name of the one engine. */
export const ENGINE = "conformance";

const origin: Origin = { layer: "service", place: { file: "conformance" } };

/** What a graph of examples is made of. */
export interface GraphParts {
  readonly service: string;
  readonly environment?: string | undefined;
  /** By the name of the resource. */
  readonly things: Readonly<Record<string, Example>>;
  /** Names: before, now. */
  readonly moved?: readonly (readonly [from: string, to: string])[] | undefined;
  /** The type's own when absent. */
  readonly isStateful?: boolean | undefined;
}

/** A graph with examples of one type and nothing else. */
export function exampleGraph({ type }: Pick<ConformanceSubject, "type">, parts: GraphParts): Graph {
  const { service, environment = "dev", things, moved = [], isStateful = type.isStateful } = parts;
  const resources = Object.entries(things)
    .map(([name, example]) => resourceOf(name, example, type, isStateful))
    .sort((a, b) => compareText(a.address, b.address));
  return {
    graph: 1,
    service: { name: service, criticality: "standard", labels: {}, links: [], origin, folder: "/nowhere" },
    environment: {
      name: environment,
      engines: [{ name: ENGINE, kind: "local", options: {} }],
      values: {},
      artifacts: {},
      secrets: {},
      origin,
    },
    platform: { name: "conformance", digest: digestJson("conformance") },
    manifest: digestJson({ things: Object.keys(things) }),
    resources,
    workloads: [],
    secrets: [],
    toolchain: {},
    exposes: [],
    consumes: [],
    moved: moved.map(([from, to]) => ({ from: addressOf(from), to: addressOf(to), origin })),
  };
}

/** The address of a resource of that name. */
export function addressOf(name: string): string {
  return `resources.${name}`;
}

/** What the recipe calls the driver. */
export function driverName({ name, driver = name }: ConformanceType): string {
  return driver;
}

function resourceOf(name: string, example: Example, type: ConformanceType, isStateful: boolean): GraphResource {
  const { version, variant, settings = {} } = example;
  const driver = driverName(type);
  return {
    address: addressOf(name),
    name,
    type: type.name,
    title: type.name,
    isStateful,
    engine: ENGINE,
    ...(version === undefined ? {} : { version: { known: true, value: version, origin } }),
    ...(variant === undefined ? {} : { variant: { known: true, value: variant, origin } }),
    recipe: { kind: "local", driver, options: { ...type.options, driver }, origin },
    annotations: {},
    settings: Object.fromEntries(
      Object.entries(settings)
        .sort(([a], [b]) => compareText(a, b))
        .map(([setting, value]) => [setting, settingOf(type, setting, value)]),
    ),
    outputs: type.outputs,
    dependsOn: [],
    origin,
  };
}

function settingOf(type: ConformanceType, name: string, value: Json): GraphSetting {
  const { change = "update", nestedChanges } = type.settings?.[name] ?? {};
  return {
    known: true,
    value,
    tier: "free",
    change,
    ...(nestedChanges === undefined ? {} : { nestedChanges }),
    isSecret: false,
    origin,
    chain: [],
  };
}
