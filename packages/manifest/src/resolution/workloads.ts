import { address, compareText } from "@towpath/core";
import { durationMs } from "../duration.ts";
import type { GraphDeploy, GraphEngine, GraphHealth, GraphWorkload, Template, WorkloadKind } from "../graph.ts";
import type { Scope } from "../placeholder/scope.ts";
import { engineFor } from "./environments.ts";
import type { Resolution } from "./request.ts";
import { dependencies } from "./resources.ts";
import { leafOrigins, type WorkloadFields, workloadFields } from "./workload-fields.ts";
import { workloadFindings } from "./workload-findings.ts";

/** What holds where neither the service nor the platform says otherwise, in milliseconds. */
const HEALTH = { interval: "2s", timeout: "1s", grace: "30s" } as const;

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
  const kind: WorkloadKind =
    value.kind ?? (value.schedule === undefined ? (value.port === undefined ? "worker" : "server") : "job");
  workloadFindings(fields, kind, resolution);
  const engine = engineFor("workload", where, engines, resolution);
  const variables = variablesOf(fields, resolution);
  const plain = (key: "run" | "image", what: string): string | undefined =>
    value[key] === undefined ? undefined : fields.readPlain(value[key], [key], what);
  const list = (key: "command" | "args"): readonly string[] | undefined =>
    value[key]?.map((text, index) => fields.readPlain(text, [key, index], "an argument"));
  const run = plain("run", "a command line");
  const image = plain("image", "an image's name");
  const [command, args] = [list("command"), list("args")];
  const { scale = {}, limits = {}, route } = value;
  const min = scale.min ?? 1;
  const health = healthOf(fields);
  const host = route?.host === undefined ? undefined : fields.readPlain(route.host, ["route", "host"], "a host name");
  const deploy = deployOf(fields);
  const origin = {
    layer: resolution.layers.said(["workloads", name]).base === undefined ? "service environment" : "service",
    place: resolution.layers.placeOfThing(["workloads", name]),
  } as const;
  if (!engine) return undefined;
  return {
    address: where,
    name,
    kind,
    engine: engine.name,
    ...(run === undefined ? {} : { run }),
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    ...(value.schedule === undefined ? {} : { schedule: value.schedule }),
    ...(value.port === undefined ? {} : { port: value.port }),
    ...(health === undefined ? {} : { health }),
    scale: { min, max: Math.max(scale.max ?? min, min), ...(scale.cpu === undefined ? {} : { cpu: scale.cpu }) },
    limits: {
      ...(limits.cpu === undefined ? {} : { cpu: String(limits.cpu) }),
      ...(limits.memory === undefined ? {} : { memory: String(limits.memory) }),
    },
    ...(route
      ? {
          route: {
            ...(host === undefined ? {} : { host }),
            path: route.path ?? "/",
            visibility: route.visibility ?? "internal",
          },
        }
      : {}),
    variables,
    deploy,
    dependsOn: dependencies(Object.values(variables)),
    origins: leafOrigins(fields),
    origin,
  };
}

function variablesOf(fields: WorkloadFields, resolution: Resolution): Readonly<Record<string, Template>> {
  const variables: Record<string, Template> = {};
  const written = fields.value.variables ?? {};
  for (const name of Object.keys(written).sort(compareText)) {
    const path = ["variables", name];
    const { parts, isSecret } = fields.read(String(written[name]), path, "secret-safe", "a variable");
    const origin = fields.originOf(path) ?? {
      layer: "service",
      place: resolution.layers.placeOfKey(["workloads", fields.name]),
    };
    variables[name] = { parts, isSecret, origin };
  }
  return variables;
}

function healthOf({ value: { health } }: WorkloadFields): GraphHealth | undefined {
  if (health?.path === undefined) return undefined;
  return {
    path: health.path,
    intervalMs: durationMs(health.interval ?? HEALTH.interval),
    timeoutMs: durationMs(health.timeout ?? HEALTH.timeout),
    graceMs: durationMs(health.grace ?? HEALTH.grace),
  };
}

function deployOf(fields: WorkloadFields): GraphDeploy {
  const { deploy = {} } = fields.value;
  const line = (key: "migrate" | "smoke"): string | undefined =>
    deploy[key] === undefined ? undefined : fields.readPlain(deploy[key], ["deploy", key], "a command line");
  const [migrate, smoke] = [line("migrate"), line("smoke")];
  return {
    strategy: deploy.strategy ?? "rolling",
    ...(migrate === undefined ? {} : { migrate }),
    ...(smoke === undefined ? {} : { smoke }),
    bakeMs: durationMs(deploy.bake ?? "0s"),
  };
}
