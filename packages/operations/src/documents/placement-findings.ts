import type { Finding } from "@towpath/core";
import { workloadRefusals } from "@towpath/engine-local/workload-refusals";
import type { Graph } from "@towpath/manifest";
import { findingOf } from "../operation.ts";

/** What the engines of a graph's environment cannot run as it is written: known before anything is touched. */
export function placementFindings(graph: Graph): readonly Finding[] {
  return workloadRefusals(graph).map((refusal) => ({
    ...findingOf(refusal),
    service: graph.service.name,
    environments: [graph.environment.name],
  }));
}
