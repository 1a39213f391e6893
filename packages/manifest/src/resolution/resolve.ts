import { compareFindings, compareText, type Finding, isBlocking } from "@towpath/core";
import type { Graph } from "../graph/graph.ts";
import { ownShareFindings } from "../share/share-findings.ts";
import { resolveBuild, resolveTest } from "./build-and-test.ts";
import { resolveConsumes, resolveExposes } from "./contracts.ts";
import { reportEngineCycles } from "./engine-cycles.ts";
import { graphEnvironment } from "./environments.ts";
import { reportExposedSecrets } from "./exposed-secrets.ts";
import { openResolution } from "./open-resolution.ts";
import type { Resolution, ResolveRequest } from "./request.ts";
import { reportCycles, resolveResources } from "./resources.ts";
import { resolveMoves, resolveSecrets, resolveService } from "./service-facts.ts";
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
  const { service, platform } = request;
  const { opened, findings } = openResolution(request);
  if (!opened) return { findings: findings.sort(compareFindings) };
  const { resolution, types, scope } = opened;
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
    // Taken when somebody reads it: a check does not, and it is the costliest thing in a graph.
    get manifest() {
      return service.digest;
    },
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
  findings.push(...ownShareFindings(graph));
  const sorted = findings.sort(compareFindings);
  const isUsable = !sorted.some((one) => one.code.startsWith("manifest/") && isBlocking(one));
  return isUsable ? { graph, findings: sorted } : { findings: sorted };
}

function toolchainOf({ manifest }: Resolution): Graph["toolchain"] {
  return Object.fromEntries(Object.entries(manifest.toolchain ?? {}).sort(([a], [b]) => compareText(a, b)));
}
