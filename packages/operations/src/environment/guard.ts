import { type Effects, type Finding, isBlocking } from "@towpath/core";
import { mergeFindings } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import { type EnvironmentRequest, type OpenGraph, openGraph } from "../documents/open-documents.ts";
import { placementFindings } from "../documents/placement-findings.ts";
import { withScoreHint } from "../documents/score-hint.ts";
import { platformLayers, serviceLayers } from "../fleet/policy-layers.ts";
import { askedByService } from "../packs/asked-of-rules.ts";
import { checkByPacks } from "../packs/check-by-packs.ts";
import { loadPacks } from "../packs/load-packs.ts";
import type { Packs } from "../packs/packs.ts";

/** One service in one environment, read, resolved and checked. */
export interface Checked extends OpenGraph {
  /** What it is checked by. */
  readonly packs: Packs;
  /** True when a mandatory rule stands against going on. */
  readonly isBlocked: boolean;
}

/**
 * What every verb that changes something begins with: reads, resolves and applies the platform's rules, touches nothing.
 *
 * @throws {InvalidDocuments} and {OperationError} as {@link openGraph}
 */
export async function openChecked(
  request: EnvironmentRequest,
  effects: Effects,
  prefersLocal = false,
): Promise<Checked> {
  const opened = await openGraph(request, effects, prefersLocal);
  return withRules({ ...opened, packs: await loadPacks(opened, effects) }, effects);
}

/** The same with the rules that look at a plan. */
export async function withRules(
  opened: OpenGraph & Pick<Checked, "packs">,
  effects: Effects,
  plan?: Plan,
): Promise<Checked> {
  const { service, platform, graph, packs } = opened;
  const policy = await checkByPacks(packs, {
    services: [{ document: service, graphs: [graph], ...serviceLayers(service) }],
    plans: plan ? [plan] : undefined,
    ...platformLayers(platform),
    now: effects.clock.now(),
    purpose: plan ? "apply" : "check",
  });
  const findings: readonly Finding[] = mergeFindings([
    ...opened.findings,
    ...placementFindings(graph),
    ...packs.findings,
    ...askedByService(service, platform, packs.rules),
    ...withScoreHint(service, policy.findings),
  ]);
  return { ...opened, findings: findings.filter(isOfInterest), isBlocked: findings.some(isBlocking) };
}

/** That the platform lacks another environment is for validate and check to say, not for who works in this one. */
function isOfInterest({ code, level }: Finding): boolean {
  return level === "mandatory" || code !== "manifest/unknown-environment";
}
