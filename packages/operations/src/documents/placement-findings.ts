import type { Finding } from "@towpath/core";
import { workloadRefusals } from "@towpath/engine-local/workload-refusals";
import type { Graph, PlatformModel } from "@towpath/manifest";
import { findingOf } from "../operation.ts";

/**
 * What is to be said of that in a check. The starter platform is nobody's choice: a service that is meant for a platform of
 * its own, such as one of images, is told that it cannot run here, and passes.
 */
export function placementAdvice(graph: Graph, { isStarter }: PlatformModel): readonly Finding[] {
  const findings = placementFindings(graph);
  return isStarter ? findings.map((one) => ({ ...one, level: "advisory", severity: "low" })) : findings;
}

/** What the engines of a graph's environment cannot run as it is written: known before anything is touched. */
export function placementFindings(graph: Graph): readonly Finding[] {
  return workloadRefusals(graph).map((refusal) => ({
    ...findingOf(refusal),
    service: graph.service.name,
    environments: [graph.environment.name],
  }));
}
