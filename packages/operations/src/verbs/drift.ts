import type { Finding } from "@towpath/core";
import { type Drift, driftOf, type ObservedResource, type Plan, type WorkloadDrift } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { changeLine, worstFirst } from "../describe/change-line.ts";
import { commandLine } from "../describe/command-line.ts";
import { counted } from "../describe/counted.ts";
import { driftFinding } from "../describe/drift-finding.ts";
import { planSummary, worstOf } from "../describe/plan-sections.ts";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { openWorld, targetOf, type World } from "../environment/open-world.ts";
import { operation } from "../operation.ts";

/** What is not as it was left. */
export interface DriftData {
  readonly hasDrifted: boolean;
  /** False before the first apply: there is nothing to hold reality against. */
  readonly hasApplied: boolean;
  /** Back to what was applied; null before the first apply. */
  readonly plan: Plan | null;
  readonly resources: readonly Omit<ObservedResource, "outputs">[];
  readonly workloads: readonly WorkloadDrift[];
}

/** Holds what is there against what was applied and deployed. Work that is not applied yet is no drift. Changes nothing. */
export const drift = operation<EnvironmentRequest, DriftData>("drift", async (request, effects) => {
  const opened = await openGraph(request, effects);
  const { graph } = opened;
  const world = await openWorld(graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  const found = await driftOf(world);
  const workloads = await driftedWorkloads(world);
  const name = graph.environment.name;
  const findings = [
    ...resourceFindings(found?.resources ?? [], world, commandLine("apply", name, request)),
    ...workloads.map(({ workload, differences, message }) =>
      driftFinding(
        {
          address: workload,
          ...said(workload, message, differences),
          place: graph.workloads.find(({ address }) => address === workload)?.origin.place,
          mend: commandLine("deploy", name, request),
        },
        name,
      ),
    ),
  ];
  const about = `${graph.service.name} in ${name}`;
  const hasDrifted = findings.length > 0;
  return {
    status: hasDrifted ? "failed" : "ok",
    summary: hasDrifted
      ? `${about}: ${counted(findings.length, "thing")} ${findings.length === 1 ? "is" : "are"} not as ${findings.length === 1 ? "it was" : "they were"} left.`
      : found
        ? `${about}: everything is as it was applied.`
        : `${about}: nothing was applied yet, so nothing can have drifted.`,
    service: graph.service.name,
    environment: name,
    findings,
    sections: planBack(found),
    data: {
      hasDrifted,
      hasApplied: found !== undefined,
      plan: found?.plan ?? null,
      resources: (found?.resources ?? []).map(({ outputs: _, ...rest }) => rest),
      workloads,
    },
  };
});

async function driftedWorkloads(world: World): Promise<readonly WorkloadDrift[]> {
  const target = await targetOf(world);
  const hosts = [...world.engines.values()].flatMap(({ workloads }) => workloads ?? []);
  const drifts = await Promise.all(hosts.map((host) => host.drift?.(target, world.context) ?? []));
  return drifts.flat().filter(({ differences, message }) => differences.length > 0 || message !== "");
}

/** What runs is told of in its host's words, and in differences where it has none. */
function said(workload: string, message: string, differences: WorkloadDrift["differences"]) {
  const sentence = message.startsWith(`${workload}: `) ? message.slice(workload.length + 2) : message;
  return sentence === "" ? { differences } : { message: sentence, differences: [] };
}

function resourceFindings(resources: readonly ObservedResource[], { graph }: World, mend: string): readonly Finding[] {
  return resources.map(({ address, status, message, drift: differences }) => {
    const place = graph.resources.find((resource) => resource.address === address)?.origin.place;
    const whole = status === "ready" ? undefined : (message ?? `It is ${status}.`);
    return driftFinding({ address, message: whole, differences, place, mend }, graph.environment.name);
  });
}

/** The plan back to what was applied. Its digest is not shown: apply takes what the manifest says by now. */
function planBack(found: Drift | undefined): readonly Section[] {
  const changes = found?.plan.changes.filter(({ action }) => action !== "none") ?? [];
  if (!found || changes.length === 0) return [];
  return [
    {
      kind: "changes",
      title: "Back to what was applied",
      summary: `${planSummary(found.plan)}. ${worstOf(changes)}`,
      changes: worstFirst(changes).map(changeLine),
    },
  ];
}
