import type { Finding } from "@towpath/core";
import { workloadRefusals } from "@towpath/engine-local/workload-refusals";
import type { Graph, PlatformModel } from "@towpath/manifest";
import { OperationError } from "../errors.ts";
import { findingOf } from "../operation.ts";

/**
 * What is to be said of that in a check. The starter platform is nobody's choice: a service that is meant for a platform of
 * its own, such as one of images, is told that it cannot run here, and passes.
 */
export function placementAdvice(graph: Graph, { isStarter }: PlatformModel): readonly Finding[] {
  const findings = placementFindings(graph);
  const own = isStarter ? findings.map(asAdvice) : findings;
  return [...own, ...hostless(graph).map(asAdvice)];
}

function asAdvice(finding: Finding): Finding {
  return { ...finding, level: "advisory", severity: "low" };
}

/** Workloads that nothing here brings out: their resources can be made all the same, and something else may run them. */
function hostless(graph: Graph): readonly Finding[] {
  const { engines, name } = graph.environment;
  return graph.workloads.flatMap((workload) => {
    const engine = engines.find((one) => one.name === workload.engine);
    if (engine?.kind !== "terraform") return [];
    const finding = findingOf(
      new OperationError({
        code: "operation/no-workload",
        message: `${workload.address} is placed on the engine "${engine.name}", and Terraform runs no workloads: Towpath deploys nothing to ${name}.`,
        place: workload.origin.place,
        hint: `Place it on an engine that runs some, in the platform's environment ${name}: place: { workload: … }. plan, apply, drift and destroy work for its resources as it stands.`,
      }),
    );
    return [{ ...finding, service: graph.service.name, environments: [name] }];
  });
}

/** What the engines of a graph's environment cannot run as it is written: known before anything is touched. */
export function placementFindings(graph: Graph): readonly Finding[] {
  return workloadRefusals(graph).map((refusal) => ({
    ...findingOf(refusal),
    service: graph.service.name,
    environments: [graph.environment.name],
  }));
}
