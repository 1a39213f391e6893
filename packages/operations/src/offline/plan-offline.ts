import type { Effects } from "@towpath/core";
import { diffGraphs, type GraphDifference } from "@towpath/manifest/difference";
import { graphDifferenceSections } from "../describe/graph-difference-sections.ts";
import { planSummary } from "../describe/plan-sections.ts";
import { openGraph } from "../documents/open-documents.ts";
import { placementFindings } from "../documents/placement-findings.ts";
import { writeOutput } from "../documents/write-output.ts";
import { lastAppliedGraph } from "../environment/last-applied.ts";
import { OperationError } from "../errors.ts";
import type { Ending } from "../operation.ts";
import { type PlatformSource, platformSections } from "../platform/platform-source.ts";
import { graphAtBase } from "../trust/graph-at-base.ts";
import type { PlanRequest } from "../verbs/plan.ts";

/** What differs between two states of the documents. There is no plan: nobody looked at what is there. */
export interface OfflineData {
  readonly plan: null;
  readonly difference: GraphDifference;
  readonly hasChanges: boolean;
  /** What the documents were held against, and why that is nothing where it is. */
  readonly against: { readonly name: string; readonly why: string | null };
  readonly platform: PlatformSource;
}

/**
 * Holds what the documents say against what they said, for whoever has no credentials: reaches neither an engine nor, with
 * a base, a state, and runs no rules.
 *
 * @throws {OperationError} `operation/offline-plan` for what only a plan can be asked for
 */
export async function planOffline(request: PlanRequest, effects: Effects): Promise<Ending<OfflineData>> {
  const { goal = "match", allowed = [], addresses = [], base, out } = request;
  if (addresses.length > 0) throw notOffline(addresses.join(" "));
  if (goal === "destroy" || allowed.length > 0) throw notOffline(goal === "destroy" ? "--destroy" : "--allow");
  const opened = await openGraph(request, effects);
  const { graph } = opened;
  const { service, environment } = graph;
  const held =
    base === undefined
      ? await lastAppliedGraph(graph, effects)
      : await graphAtBase(base, { ...request, environment: environment.name }, effects);
  const other = held.graph && held.graph.service.name !== service.name ? held.graph.service.name : undefined;
  const before = other === undefined ? held.graph : undefined;
  const why = other === undefined ? held.why : `It is the service ${other} there: one of another name is another one.`;
  const difference = diffGraphs(before, graph);
  if (out !== undefined) writeOutput("The difference", `${JSON.stringify(difference, null, 2)}\n`, out, effects);
  const against = before
    ? held.against
    : `nothing${held.against === "nothing" ? "" : `, for ${held.against} has none`}`;
  const notes = why === undefined ? [] : [{ kind: "lines" as const, lines: [why] }];
  return {
    summary: `${service.name} in ${environment.name}, held against ${before ? held.against : "nothing"}: ${planSummary(difference)}. No plan: nobody looked at what is there.`,
    service: service.name,
    environment: environment.name,
    findings: [...opened.findings, ...placementFindings(graph)],
    sections: [...platformSections([opened]), ...graphDifferenceSections(difference, against), ...notes],
    data: {
      plan: null,
      difference,
      hasChanges: difference.changes.length > 0,
      against: { name: held.against, why: why ?? null },
      platform: opened.source,
    },
  };
}

function notOffline(option: string): OperationError {
  return new OperationError({
    code: "operation/offline-plan",
    message: `${option} is about what is there, and --offline looks at documents only.`,
    hint: `Leave --offline out to plan, or ${option} to see what differs.`,
  });
}
