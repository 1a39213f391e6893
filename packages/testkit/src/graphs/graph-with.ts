import { compareText, digestJson, type Json, type Origin } from "@towpath/core";
import type {
  ChangeEffect,
  Graph,
  GraphEngine,
  GraphResource,
  GraphSetting,
  GraphWorkload,
  OutputContract,
  Template,
  TemplatePart,
} from "@towpath/manifest";

/** A setting in a test's graph: its value, or a template with `${resources.NAME.OUTPUT}`. */
export type SettingSketch =
  | string
  | number
  | boolean
  | {
      readonly value: Json;
      readonly change?: ChangeEffect;
      readonly nestedChanges?: Readonly<Record<string, ChangeEffect>>;
      readonly isSecret?: boolean;
    }
  | { readonly template: string; readonly change?: ChangeEffect; readonly isSecret?: boolean };

/** A resource in a test's graph; everything has a default. */
export interface ResourceSketch {
  readonly type?: string;
  readonly version?: string;
  readonly variant?: string;
  readonly isStateful?: boolean;
  readonly engine?: string;
  readonly driver?: string;
  readonly settings?: Readonly<Record<string, SettingSketch>>;
  readonly outputs?: Readonly<Record<string, OutputContract>>;
  /** Names of resources. */
  readonly dependsOn?: readonly string[];
}

/** A graph as a test writes it. Addresses, origins, digests, sorting are filled in. */
export interface GraphSketch {
  readonly service?: string;
  readonly environment?: string;
  readonly folder?: string;
  readonly engines?: readonly GraphEngine[];
  readonly resources?: Readonly<Record<string, ResourceSketch>>;
  readonly workloads?: Readonly<Record<string, Partial<GraphWorkload> & WorkloadVariables>>;
  /** `SOURCE:KEY` by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Names of resources: before, now. */
  readonly moved?: readonly (readonly [from: string, to: string])[];
}

interface WorkloadVariables {
  /** Of its one container. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What the resources of test graphs give when they say nothing else. */
export const TEST_OUTPUTS: Readonly<Record<string, OutputContract>> = {
  id: { type: "string", isSecret: false },
  port: { type: "integer", isSecret: false },
  password: { type: "string", isSecret: true },
  url: { type: "string", isSecret: true },
};

const origin: Origin = { layer: "service", place: { file: "towpath.yaml" } };

/** A whole graph from what a test cares about: `graphWith({ resources: { db: { isStateful: true } } })`. */
export function graphWith(sketch: GraphSketch = {}): Graph {
  const { service = "orders", environment = "dev", folder = "/nowhere", resources = {}, workloads = {} } = sketch;
  const secrets = Object.entries(sketch.secrets ?? {});
  const body = {
    resources: sorted(Object.entries(resources).map(([name, each]) => resourceWith(name, each, resources))),
    workloads: sorted(Object.entries(workloads).map(([name, each]) => workloadWith(name, each, resources))),
    secrets: sorted(secrets.map(([name, from]) => ({ address: `secrets.${name}`, name, from, origin }))),
    moved: (sketch.moved ?? []).map(([from, to]) => ({ from: `resources.${from}`, to: `resources.${to}`, origin })),
  };
  return {
    graph: 1,
    service: { name: service, criticality: "standard", labels: {}, links: [], origin, folder },
    environment: {
      name: environment,
      engines: sketch.engines ?? [{ name: "local", kind: "local", options: {} }],
      values: {},
      artifacts: {},
      secrets: {},
      origin,
    },
    toolchain: {},
    exposes: [],
    consumes: [],
    platform: { name: "test", digest: digestJson("test platform") },
    manifest: digestJson(body),
    ...body,
  };
}

function resourceWith(name: string, sketch: ResourceSketch, all: GraphSketch["resources"]): GraphResource {
  const { type = "thing", isStateful = false, engine = "local", driver = type, version, variant } = sketch;
  const settings = Object.entries(sketch.settings ?? {})
    .map(([setting, value]) => [setting, settingWith(value, all)] as const)
    .sort(([a], [b]) => compareText(a, b));
  const referred = settings.flatMap(([, setting]) => setting.template?.parts ?? []).flatMap(addressOf);
  const named = (sketch.dependsOn ?? []).map((each) => `resources.${each}`);
  return {
    address: `resources.${name}`,
    name,
    type,
    title: type,
    isStateful,
    engine,
    ...(version === undefined ? {} : { version: { known: true, value: version, origin } }),
    ...(variant === undefined ? {} : { variant: { known: true, value: variant, origin } }),
    recipe: { kind: "local", driver, options: { driver }, origin },
    annotations: {},
    settings: Object.fromEntries(settings),
    outputs: sketch.outputs ?? TEST_OUTPUTS,
    dependsOn: [...new Set([...referred, ...named])].sort(compareText),
    origin,
  };
}

function settingWith(sketch: SettingSketch, all: GraphSketch["resources"]): GraphSetting {
  const full = typeof sketch === "object" ? sketch : { value: sketch };
  const { change = "update", isSecret = false } = full;
  const facts = { tier: "free", change, origin, chain: [] } as const;
  const nested = "nestedChanges" in full && full.nestedChanges ? { nestedChanges: full.nestedChanges } : {};
  if ("value" in full) return { ...facts, ...nested, known: true, value: full.value, isSecret };
  const template = templateWith(full.template, all);
  return { ...facts, known: false, why: "known after apply", isSecret: isSecret || template.isSecret, template };
}

/** `${resources.NAME.OUTPUT}` and `${secrets.NAME}`, as in a manifest; nothing else. */
export function templateWith(text: string, resources: GraphSketch["resources"] = {}): Template {
  const parts = text.split(/(\$\{[^}]+\})/).flatMap((part): readonly TemplatePart[] => {
    const [, kind, name = "", output = ""] = /^\$\{(resources|secrets)\.([^.}]+)(?:\.([^}]+))?\}$/.exec(part) ?? [];
    if (kind === "secrets") return [{ kind: "secret", address: `secrets.${name}` }];
    if (kind === undefined) return part === "" ? [] : [{ kind: "text", text: part }];
    const isSecret = (resources[name]?.outputs ?? TEST_OUTPUTS)[output]?.isSecret ?? false;
    return [{ kind: "output", address: `resources.${name}`, output, isSecret }];
  });
  const isSecret = parts.some((part) => part.kind === "secret" || (part.kind === "output" && part.isSecret));
  return { parts, isSecret, origin };
}

function workloadWith(
  name: string,
  sketch: Partial<GraphWorkload> & WorkloadVariables,
  all: GraphSketch["resources"],
): GraphWorkload {
  const { variables = {}, ...rest } = sketch;
  const templates = Object.entries(variables).map(([variable, text]) => [variable, templateWith(text, all)] as const);
  return {
    address: `workloads.${name}`,
    name,
    kind: "server",
    engine: "local",
    containers: [
      {
        name: "main",
        run: "node server.js",
        variables: Object.fromEntries(templates),
        files: [],
        volumes: [],
        before: [],
        limits: {},
        requests: {},
        path: [],
        origin,
      },
    ],
    ports: [],
    scale: { min: 1, max: 1 },
    annotations: {},
    deploy: { strategy: "rolling", bakeMs: 0, steps: [], noData: "fail" },
    dependsOn: [...new Set(templates.flatMap(([, template]) => template.parts).flatMap(addressOf))].sort(compareText),
    origins: {},
    origin,
    ...rest,
  };
}

function addressOf(part: TemplatePart): readonly string[] {
  return part.kind === "output" ? [part.address] : [];
}

function sorted<T extends { readonly address: string }>(things: readonly T[]): readonly T[] {
  return things.toSorted((a, b) => compareText(a.address, b.address));
}
