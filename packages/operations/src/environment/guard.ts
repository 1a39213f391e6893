import { type Effects, type Finding, isBlocking } from "@towpath/core";
import { mergeFindings } from "@towpath/manifest";
import { checkPolicy } from "@towpath/policy";
import type { Plan } from "@towpath/provisioning";
import { type EnvironmentRequest, type OpenGraph, openGraph } from "../documents/open-documents.ts";
import { placementFindings } from "../documents/placement-findings.ts";
import { rulesOf } from "../documents/rules-of.ts";
import { withScoreHint } from "../documents/score-hint.ts";

/** One service in one environment, read, resolved and checked. */
export interface Checked extends OpenGraph {
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
  return withRules(await openGraph(request, effects, prefersLocal), effects);
}

/** The same with the rules that look at a plan. */
export function withRules(opened: OpenGraph, effects: Effects, plan?: Plan): Checked {
  const { service, platform, graph } = opened;
  const { rules, findings: unusable } = rulesOf(platform);
  const policy = checkPolicy({
    services: [{ document: service, graphs: [graph] }],
    plans: plan ? [plan] : undefined,
    rules,
    levels: platform.levels,
    now: effects.clock.now(),
    purpose: plan ? "apply" : "check",
  });
  const findings: readonly Finding[] = mergeFindings([
    ...opened.findings,
    ...placementFindings(graph),
    ...unusable,
    ...withScoreHint(service, policy.findings),
  ]);
  return { ...opened, findings: findings.filter(isOfInterest), isBlocked: findings.some(isBlocking) };
}

/** That the platform lacks another environment is for validate and check to say, not for who works in this one. */
function isOfInterest({ code, level }: Finding): boolean {
  return level === "mandatory" || code !== "manifest/unknown-environment";
}
