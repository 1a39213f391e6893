import { address, compareText } from "@towpath/core";
import { durationMs } from "../duration.ts";
import type { GraphEngine } from "../graph/graph.ts";
import type {
  CanaryStep,
  GraphContainer,
  GraphDeploy,
  GraphHealth,
  GraphPort,
  GraphWorkload,
} from "../graph/graph-workload.ts";
import type { Template } from "../graph/template.ts";
import type { Scope } from "../placeholder/scope.ts";
import { BUILT_IN, kindOf } from "./built-in.ts";
import { resolveContainers } from "./containers.ts";
import { engineFor } from "./environments.ts";
import type { Resolution } from "./request.ts";
import { dependencies } from "./resources.ts";
import { leafOrigins, type WorkloadFields, workloadFields } from "./workload-fields.ts";
import { workloadFindings } from "./workload-findings.ts";

/** Resolves every workload. Sorted by address. */
export function resolveWorkloads(
  engines: readonly GraphEngine[],
  scope: Scope,
  resolution: Resolution,
): readonly GraphWorkload[] {
  return Object.keys(resolution.manifest.workloads ?? {})
    .flatMap((name) => resolveWorkload(name, engines, scope, resolution) ?? [])
    .sort((a, b) => compareText(a.address, b.address));
}

function resolveWorkload(
  name: string,
  engines: readonly GraphEngine[],
  scope: Scope,
  resolution: Resolution,
): GraphWorkload | undefined {
  const fields = workloadFields(name, scope, resolution);
  if (!fields) return undefined;
  const { value } = fields;
  const where = address("workloads", name);
  const kind = kindOf(value);
  workloadFindings(fields, kind, resolution);
  const engine = engineFor("workload", where, engines, resolution);
  const containers = resolveContainers(fields, resolution);
  const { scale = {}, route } = value;
  const min = scale.min ?? BUILT_IN.scale.min;
  const health = healthOf(fields);
  const host = route?.host === undefined ? undefined : fields.readPlain(route.host, ["route", "host"], "a host name");
  const deploy = deployOf(fields);
  const origin = {
    layer: resolution.layers.said(["workloads", name]).base === undefined ? "service environment" : "service",
    place: resolution.layers.placeOfThing(["workloads", name]),
  } as const;
  if (!engine) return undefined;
  let origins: GraphWorkload["origins"] | undefined;
  return {
    address: where,
    name,
    kind,
    engine: engine.name,
    containers,
    ...(value.schedule === undefined ? {} : { schedule: value.schedule }),
    ...(value.port === undefined ? {} : { port: value.port }),
    ports: portsOf(fields),
    ...(health === undefined ? {} : { health }),
    scale: { min, max: Math.max(scale.max ?? min, min), ...(scale.cpu === undefined ? {} : { cpu: scale.cpu }) },
    ...(route
      ? {
          route: {
            ...(host === undefined ? {} : { host }),
            path: route.path ?? BUILT_IN.route.path,
            visibility: route.visibility ?? BUILT_IN.route.visibility,
          },
        }
      : {}),
    annotations: annotationsOf(fields),
    deploy,
    dependsOn: dependencies(containers.flatMap(templatesOf)),
    // Looked up when somebody asks: whoever checks a thousand services asks for few.
    get origins() {
      origins ??= leafOrigins(fields);
      return origins;
    },
    origin,
  };
}

function templatesOf({ variables, files, volumes }: GraphContainer): readonly Template[] {
  const texts = files.flatMap(({ content }) => (content.kind === "text" ? [content.template] : []));
  return [...Object.values(variables), ...texts, ...volumes.map(({ source }) => source)];
}

function portsOf(fields: WorkloadFields): readonly GraphPort[] {
  return Object.entries(fields.value.ports ?? {})
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, { port, targetPort = port, protocol = BUILT_IN.port.protocol }]) => {
      return { name, port, targetPort, protocol, origin: fields.nearestOrigin(["ports", name]) };
    });
}

function annotationsOf(fields: WorkloadFields): Readonly<Record<string, string>> {
  const written = Object.entries(fields.value.annotations ?? {}).sort(([a], [b]) => compareText(a, b));
  const filled = written.map(([name, text]) => [name, fields.readPlain(text, ["annotations", name], "an annotation")]);
  return Object.fromEntries(filled);
}

function healthOf({ value: { health } }: WorkloadFields): GraphHealth | undefined {
  if (health?.path === undefined) return undefined;
  return {
    path: health.path,
    intervalMs: durationMs(health.interval ?? BUILT_IN.health.interval),
    timeoutMs: durationMs(health.timeout ?? BUILT_IN.health.timeout),
    graceMs: durationMs(health.grace ?? BUILT_IN.health.grace),
    ...(health.identity === undefined ? {} : { identity: health.identity }),
  };
}

function deployOf(fields: WorkloadFields): GraphDeploy {
  const { deploy = {} } = fields.value;
  const line = (key: "migrate" | "smoke"): string | undefined =>
    deploy[key] === undefined ? undefined : fields.readPlain(deploy[key], ["deploy", key], "a command line");
  const [migrate, smoke] = [line("migrate"), line("smoke")];
  const strategy = deploy.strategy ?? BUILT_IN.deploy.strategy;
  const steps: NonNullable<typeof deploy.steps> = deploy.steps ?? [...BUILT_IN.deploy.steps];
  return {
    strategy,
    ...(migrate === undefined ? {} : { migrate }),
    ...(smoke === undefined ? {} : { smoke }),
    bakeMs: durationMs(deploy.bake ?? BUILT_IN.deploy.bake),
    steps: strategy === "canary" ? steps.map(stepOf) : [],
    noData: deploy.noData ?? BUILT_IN.deploy.noData,
  };
}

function stepOf({ weight, for: time }: { readonly weight: number; readonly for?: string }): CanaryStep {
  return { weight, forMs: durationMs(time ?? BUILT_IN.deploy.step) };
}
