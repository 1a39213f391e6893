import { type Effects, type Finding, isBlocking } from "@towpath/core";
import { environmentsOf, mergeFindings } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import { type EnvironmentRequest, type OpenGraph, openGraph } from "../documents/open-documents.ts";
import { placementFindings } from "../documents/placement-findings.ts";
import { loadPacks } from "../packs/load-packs.ts";
import type { Packs } from "../packs/packs.ts";
import { applyPolicy } from "../rules/apply-policy.ts";
import { presentStandpoint } from "../trust/disk-view.ts";
import { waiverReader } from "../waivers/waiver-reader.ts";

/** One service in one environment, read, resolved and checked. */
export interface Checked extends OpenGraph {
  /** What it is checked by. */
  readonly packs: Packs;
  /** What was found before rules were asked. */
  readonly found: readonly Finding[];
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
  const { graph, findings } = opened;
  const found = [...findings, ...placementFindings(graph)];
  return withRules({ ...opened, found, packs: await loadPacks(opened, effects) }, effects);
}

/** The same with the rules that look at a plan. */
export async function withRules(
  opened: OpenGraph & Pick<Checked, "packs" | "found">,
  effects: Effects,
  plan?: Plan,
): Promise<Checked> {
  const { service, platform, graph } = opened;
  const answer = await applyPolicy({
    ...opened,
    governing: service,
    graphs: [graph],
    isWhole: environmentsOf(service, platform).length === 1,
    plan,
    purpose: plan ? "apply" : "check",
    waiversOf: waiverReader(presentStandpoint(effects.files)),
    now: effects.clock.now(),
  });
  const findings = mergeFindings(answer.findings);
  return { ...opened, findings: findings.filter(isOfInterest), isBlocked: findings.some(isBlocking) };
}

/** That the platform lacks another environment is for validate and check to say, not for who works in this one. */
function isOfInterest({ code, level }: Finding): boolean {
  return level === "mandatory" || code !== "manifest/unknown-environment";
}
