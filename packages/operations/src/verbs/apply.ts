import { type Digest, type Effects, isBlocking } from "@towpath/core";
import {
  applyEnvironment,
  type ChangeOutcome,
  isEmptyPlan,
  type Outcome,
  type Plan,
  planEnvironment,
  prepareEnvironment,
  requireSamePlan,
  StalePlan,
} from "@towpath/provisioning";
import { overrideFreeze } from "../deploying/override-freeze.ts";
import { failureSummary, outcomeSections } from "../describe/outcome-sections.ts";
import { planSections, planSummary } from "../describe/plan-sections.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import {
  approvedDigest,
  closedEnding,
  otherThanApproved,
  staleEnding,
  withoutConsentEnding,
} from "../environment/approval.ts";
import { type Confirm, requireConfirmation } from "../environment/confirm.ts";
import { refuseUnknownConsent, unneededConsent, withoutConsented } from "../environment/consent.ts";
import { type Checked, openChecked, withRules } from "../environment/guard.ts";
import { alone, openWorld, type World } from "../environment/open-world.ts";
import { readPlan } from "../environment/read-plan.ts";
import { takeOut } from "../environment/take-out.ts";
import { recordProvision } from "../evidence/on-record.ts";
import { runOf } from "../evidence/run-of.ts";
import { askChangeGates } from "../gates/change-gates.ts";
import { type Ending, operation } from "../operation.ts";

/** What to carry out, what may be lost on the way, and who says yes. */
export interface ApplyRequest extends EnvironmentRequest {
  /** The file of an approved plan. */
  readonly planFile?: string | undefined;
  /** The digest of the changes that were approved: nothing else is carried out. */
  readonly approved?: string | undefined;
  /** `data-loss:resources.db`, for each thing that may be lost. */
  readonly allowed?: readonly string[] | undefined;
  readonly confirm: Confirm | undefined;
  /** Asks to pass a freeze: why. A second person has to approve the plan's digest then. */
  readonly overrideFreeze?: string | undefined;
  /** Digests of the changes that a pull request showed, and the commit by whose merge it came: who approved of it agreed to them. */
  readonly shown?: { readonly digests: readonly Digest[]; readonly merged: string } | undefined;
}

/** What was to be carried out, and what became of each change. */
export interface ApplyData {
  readonly plan: Plan;
  readonly status: Outcome["status"] | "refused";
  readonly changes: readonly ChangeOutcome[];
}

/** Plans again and carries the changes out: with an approved plan only those, otherwise those that a person agreed to. */
export const apply = operation<ApplyRequest, ApplyData>("apply", async (request, effects) => {
  const digest = request.approved === undefined ? undefined : approvedDigest(request.approved);
  const opened = await openChecked(request, effects);
  const approved =
    request.planFile === undefined ? undefined : readPlan(request.planFile, opened.graph, effects, digest);
  const opening = await openWorld(opened.graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  try {
    return await alone(opening, (world) => carryOut(world, opened, { request, approved, digest }, effects));
  } catch (error) {
    if (error instanceof StalePlan && request.planFile !== undefined) return staleEnding(error);
    throw error;
  }
});

interface Asked {
  readonly request: ApplyRequest;
  readonly approved: Plan | undefined;
  readonly digest: Digest | undefined;
}

async function carryOut(
  world: World,
  opened: Checked,
  { request, approved, digest }: Asked,
  effects: Effects,
): Promise<Ending<ApplyData>> {
  const consent = { allowed: request.allowed ?? [] };
  await refuseUnknownConsent(consent.allowed, world);
  const machine = await prepareEnvironment(world);
  const planned = await planEnvironment(world, approved?.goal ?? "match", consent, { only: approved?.only });
  if (approved) requireSamePlan(approved, planned);
  else if (digest !== undefined && digest !== planned.changesDigest) return otherThanApproved(planned, digest);
  const findings = [
    ...withoutConsented((await withRules(opened, effects, planned)).findings, consent.allowed),
    ...machine,
    ...unneededConsent(planned, consent.allowed),
  ];
  const about = { service: planned.service, environment: planned.environment, findings };
  if (findings.some(isBlocking)) {
    return {
      ...about,
      summary: "Nothing was changed: mandatory findings stand against it.",
      sections: planSections(planned),
      data: { plan: planned, status: "refused", changes: [] },
    };
  }
  const lossy = withoutConsentEnding(planned, consent);
  if (lossy) return { ...lossy, findings: [...(lossy.findings ?? []), ...findings] };
  await overrideFreeze(world, planned.changesDigest, request.overrideFreeze, effects);
  const { shown } = request;
  const merged = shown?.digests.includes(planned.changesDigest) ? shown.merged : undefined;
  const isMore = planned.goal === "destroy";
  const gates = await askChangeGates({ world, opened, plan: planned, merged, isMore }, effects);
  const closed = closedEnding(planned, gates, world.graph);
  if (closed) return { ...closed, findings: [...(closed.findings ?? []), ...findings] };
  if (!approved && digest === undefined && !isEmptyPlan(planned))
    await requireConfirmation(planned, request.confirm, effects);
  const chosen = approved ?? planned;
  const startedAt = effects.clock.now();
  const { plan, outcome } =
    planned.goal === "destroy"
      ? await takeOut(world, opened, chosen, consent, effects)
      : await applyEnvironment(world, { approved: chosen, consent });
  await recordProvision(
    opened,
    world,
    {
      plan,
      outcome,
      approved: digest ?? approved?.changesDigest,
      consents: consent.allowed,
      gates,
      run: runOf(world, effects),
      startedAt,
    },
    effects,
  );
  return { ...about, ...applied(plan, outcome) };
}

/** How carrying a plan out ended. */
export function applied(plan: Plan, outcome: Outcome): Ending<ApplyData> {
  const status = outcome.status === "done" ? "ok" : outcome.status === "failed" ? "fault" : "interrupted";
  const summary = {
    done: isEmptyPlan(plan) ? "nothing to change" : planSummary(plan).replaceAll(" to ", " × "),
    failed: failureSummary(outcome.changes),
    cancelled: "interrupted; the same command goes on where this one stopped",
  }[outcome.status];
  return {
    status,
    summary: `${plan.service} in ${plan.environment}: ${summary}.`,
    sections: isEmptyPlan(plan) ? [] : outcomeSections(outcome.changes),
    data: { plan, status: outcome.status, changes: outcome.changes },
  };
}
