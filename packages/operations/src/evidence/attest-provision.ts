import type { Effects } from "@towpath/core";
import { digestSubject, type RunReference, statement } from "@towpath/evidence";
import type { Outcome, Plan } from "@towpath/provisioning";
import { type Attested, attest } from "./attest.ts";
import type { Evidence } from "./open-evidence.ts";

/** A plan that was carried out. */
export interface Provisioned {
  readonly plan: Plan;
  readonly outcome: Outcome;
  /** Digest of the changes that were approved, where one was asked for. */
  readonly approved?: string | undefined;
  /** What was allowed by name. */
  readonly consents: readonly string[];
  readonly run: RunReference;
  readonly startedAt: Date;
}

const OUTCOMES = { done: "done", failed: "failed", cancelled: "failed" } as const;

/** Says of a plan that it was carried out, and how that ended. */
export async function attestProvision(
  evidence: Evidence,
  { plan, outcome, approved, consents, run, startedAt }: Provisioned,
  effects: Effects,
): Promise<Attested> {
  const changes = plan.changes.filter(({ action }) => action !== "none");
  const isApproved = approved === plan.changesDigest;
  const made = statement([digestSubject(plan.changesDigest, `${plan.service} in ${plan.environment}`)], "provision", {
    service: plan.service,
    environment: plan.environment,
    plan: plan.changesDigest,
    ...(isApproved ? { approved: plan.changesDigest } : {}),
    changes: changes.map(({ address, type, action, risk }) => ({ address, type, action, risk })),
    consents,
    run,
    startedAt: startedAt.toISOString(),
    finishedAt: effects.clock.now().toISOString(),
    outcome: outcome.status === "done" && changes.length === 0 ? "unchanged" : OUTCOMES[outcome.status],
    ...(outcome.status === "cancelled" ? { reason: "It was interrupted." } : {}),
  });
  return attest(evidence, [made], effects);
}
