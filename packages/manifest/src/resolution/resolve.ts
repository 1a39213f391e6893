import { compareFindings, compareText, type Finding, isBlocking } from "@towpath/core";
import { finding, shown } from "../finding.ts";
import { validateService } from "../generated/validators.ts";
import type { Graph } from "../graph.ts";
import { didYouMean } from "../schema/explain.ts";
import { validateValue } from "../schema/validate.ts";
import { isService } from "../service/load-service.ts";
import { ServiceLayers } from "../service/service-layers.ts";
import { resolveBuild, resolveTest } from "./build-and-test.ts";
import { resolveConsumes, resolveExposes } from "./contracts.ts";
import { reportEngineCycles } from "./engine-cycles.ts";
import { environmentFindings, environmentsOf, graphEnvironment } from "./environments.ts";
import { reportExposedSecrets } from "./exposed-secrets.ts";
import { type Resolution, type ResolveRequest, report } from "./request.ts";
import { reportCycles, resolveResources, resourceTypes } from "./resources.ts";
import { scopeOf } from "./scope.ts";
import { resolveMoves, resolveSecrets, resolveService } from "./service-facts.ts";
import { teamTypeFindings } from "./team-types.ts";
import { resolveWorkloads } from "./workloads.ts";

/** What a resolution came to. */
export interface ResolveResult {
  /**
   * Absent when a finding of this resolution whose code starts with `manifest/` blocks. Findings of loading are the
   * caller's to heed: a graph may be of what was left of a document.
   */
  readonly graph?: Graph;
  /** Ordered by place. */
  readonly findings: readonly Finding[];
}

/**
 * Resolves one service in one environment to a graph. Pure: the same input gives the same output, whatever the order of
 * keys. A setting that breaks a mandatory tier keeps the value that was asked for, and its finding `setting/TYPE/NAME`
 * blocks.
 */
export function resolve(request: ResolveRequest): ResolveResult {
  const { service, platform, environment } = request;
  const findings: Finding[] = [...environmentFindings(service, platform), ...teamTypeFindings(service, platform)];
  const place = new Map(Object.entries(platform.document.environments)).get(environment);
  if (!place || !environmentsOf(service, platform).includes(environment)) {
    const known = environmentsOf(service, platform);
    if (known.length === 0) return { findings: findings.sort(compareFindings) };
    const message = `${service.name} is in no environment ${shown(environment)}.`;
    const places = [service.placeOf("/environments")];
    const suggestions = didYouMean(environment, known);
    findings.push(
      finding({
        code: "manifest/unknown-environment",
        message,
        places,
        service: service.name,
        address: "environments",
        suggestions,
        discriminator: environment,
      }),
    );
    return { findings: findings.sort(compareFindings) };
  }
  const layers = new ServiceLayers(service, environment);
  const checked = validateValue("Service", validateService, layers, layers.merged, service.name);
  findings.push(...checked.findings.map((one) => ({ ...one, environments: [environment] })));
  if (!isService(checked.value)) return { findings: findings.sort(compareFindings) };
  const resolution: Resolution = { ...request, place, layers, manifest: checked.value, findings };
  reportTwoMains(resolution);
  const types = resourceTypes(resolution);
  const scope = scopeOf(types, resolution);
  reportExposedSecrets(scope, resolution);
  const environmentOfGraph = graphEnvironment(resolution);
  const resources = resolveResources(types, environmentOfGraph.engines, scope, resolution);
  reportCycles(resources, resolution);
  const build = resolveBuild(scope, resolution);
  const test = resolveTest(scope, resolution);
  const workloads = resolveWorkloads(environmentOfGraph.engines, scope, resolution);
  if (environmentOfGraph.engines.length > 1) reportEngineCycles(resources, workloads, resolution);
  const graph: Graph = {
    graph: 1,
    service: resolveService(scope, resolution),
    environment: environmentOfGraph,
    platform: { name: platform.name, digest: platform.digest },
    manifest: service.digest,
    resources,
    workloads,
    secrets: resolveSecrets(resolution),
    toolchain: toolchainOf(resolution),
    ...(build ? { build } : {}),
    ...(test ? { test } : {}),
    exposes: resolveExposes(resolution),
    consumes: resolveConsumes(resolution),
    moved: resolveMoves(resolution),
  };
  const sorted = findings.sort(compareFindings);
  const isUsable = !sorted.some((one) => one.code.startsWith("manifest/") && isBlocking(one));
  return isUsable ? { graph, findings: sorted } : { findings: sorted };
}

function toolchainOf({ manifest }: Resolution): Graph["toolchain"] {
  return Object.fromEntries(Object.entries(manifest.toolchain ?? {}).sort(([a], [b]) => compareText(a, b)));
}

/** The short form is `workloads.main`: a document that has both says one thing twice. */
function reportTwoMains(resolution: Resolution): void {
  const { document, source } = resolution.service;
  if (!document.workload || !document.workloads || !Object.hasOwn(document.workloads, "main")) return;
  report(resolution, {
    code: "manifest/duplicate-key",
    message: "The manifest has both workload and workloads.main, which is the same thing.",
    address: "workloads.main",
    places: [source.placeOfKey(["workloads", "main"]), source.placeOfKey(["workload"])],
    suggestions: ["Keep one of the two."],
  });
}
