import { type Digest, makeFinding } from "@towpath/core";
import { isLetThrough, type RecordedGate } from "@towpath/delivery";
import type { Graph } from "@towpath/manifest";
import { type Consent, type Plan, ProvisioningError, requireConsent, StalePlan } from "@towpath/provisioning";
import { closedGates, gateFindings, gateSections } from "../describe/gate-sections.ts";
import { planComparisonSections } from "../describe/plan-comparison-sections.ts";
import { planSections } from "../describe/plan-sections.ts";
import { OperationError } from "../errors.ts";
import { type Ending, findingOf } from "../operation.ts";

/** What became of a plan that is not the approved one: nothing. */
export interface NotApproved {
  /** As it would be carried out now. */
  readonly plan: Plan;
  readonly status: "refused";
  readonly changes: readonly [];
}

/**
 * Reads the digest of changes that somebody approved: all of it, for a part of it is what another plan may have, too.
 *
 * @throws {OperationError} `operation/approved-digest`
 */
export function approvedDigest(text: string, option = "--approved"): Digest {
  const digits = /^sha256:([0-9a-f]{64})$/.exec(text)?.[1];
  if (digits !== undefined) return `sha256:${digits}`;
  throw new OperationError({
    code: "operation/approved-digest",
    message: `${option} takes the digest of a plan's changes; it got ${JSON.stringify(text.slice(0, 100))}.`,
    hint: "Copy it whole from what towpath plan shows: sha256: and 64 digits from 0 to f.",
  });
}

/** The ending for a plan whose changes are not those of the approved digest. Of an approved plan no more is known here. */
export function otherThanApproved(fresh: Plan, approved: Digest): Ending<NotApproved> {
  const finding = makeFinding({
    code: "provisioning/stale-plan",
    message: `The plan for ${fresh.service} in ${fresh.environment} is not the one that was approved: the digest of its changes is ${fresh.changesDigest}, and ${approved} was approved.`,
    docs: "packages/operations/docs/errors.md#provisioning-stale-plan",
    suggestions: [
      "Look at the plan of now, below, and approve its digest. With the plan's file (towpath plan --out) apply also says what differs.",
    ],
  });
  return refused(fresh, [finding], planSections(fresh));
}

/** The ending for an approved plan that no longer holds: which input moved, and what differs, change by change. */
export function staleEnding({ approved, fresh, message }: StalePlan): Ending<NotApproved> {
  const [first = ""] = message.split("\n"); // the rest of it is told by the sections
  const finding = findingOf(new StalePlan(first, approved, fresh));
  return refused(fresh, [finding], [...planComparisonSections(approved, fresh), ...planSections(fresh)]);
}

/**
 * The ending for a plan that loses data which nobody allowed to lose by name; undefined where there is none. Whoever is told
 * so sees the plan that it is about.
 */
export function withoutConsentEnding(plan: Plan, consent: Consent): Ending<NotApproved> | undefined {
  try {
    requireConsent(plan, consent);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    return {
      ...refused(plan, [findingOf(error)], planSections(plan)),
      summary: "Nothing was changed: it would lose data, which nobody allowed by name.",
    };
  }
}

/** The ending for a plan that a gate of its environment stands against; undefined where none does. */
export function closedEnding(
  plan: Plan,
  gates: readonly RecordedGate[],
  graph: Graph,
): Ending<NotApproved> | undefined {
  if (isLetThrough(gates)) return undefined;
  const sections = [...gateSections(gates), ...planSections(plan)];
  return {
    ...refused(
      plan,
      gateFindings(gates, graph, {
        digest: plan.changesDigest,
        planned: plan.goal === "destroy" ? "destroy" : "apply",
      }),
      sections,
    ),
    summary: `Nothing was changed: ${plan.service} is not let into ${plan.environment} by ${closedGates(gates)}.`,
  };
}

function refused(
  fresh: Plan,
  findings: NonNullable<Ending<NotApproved>["findings"]>,
  sections: NonNullable<Ending<NotApproved>["sections"]>,
): Ending<NotApproved> {
  return {
    status: "failed",
    summary: `Nothing was changed: the plan for ${fresh.service} in ${fresh.environment} is not the one that was approved.`,
    service: fresh.service,
    environment: fresh.environment,
    findings,
    sections,
    data: { plan: fresh, status: "refused", changes: [] },
  };
}
