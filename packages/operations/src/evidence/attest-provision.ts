import type { Effects } from "@towpath/core";
import type { RecordedGate } from "@towpath/delivery";
import { digestSubject, type RunReference, statement } from "@towpath/evidence";
import type { Outcome, Plan, StateStore } from "@towpath/provisioning";
import { type Attested, attest } from "./attest.ts";
import { freezesPassed } from "./exceptions-of.ts";
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
  /** What each gate said of it. */
  readonly gates: readonly RecordedGate[];
  readonly startedAt: Date;
}

const OUTCOMES = { done: "done", failed: "failed", cancelled: "failed" } as const;

/**
 * Says of a plan that it was carried out, how that ended, and which freeze it passed.
 *
 * @param state where the decisions of people are recorded
 */
export async function attestProvision(
  evidence: Evidence,
  { plan, outcome, approved, consents, run, gates, startedAt }: Provisioned,
  state: StateStore,
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
  const { service, environment, changesDigest: digest } = plan;
  const passed = await freezesPassed({ service, environment, digest, gates, at: startedAt.toISOString() }, state);
  return attest(evidence, [...passed, made], effects);
}
