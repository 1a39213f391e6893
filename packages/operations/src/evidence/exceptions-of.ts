import type { Digest } from "@towpath/core";
import { type Deployment, freezeOverrideOf, type RecordedGate } from "@towpath/delivery";
import { digestSubject, type ExceptionPredicate, type Statement, statement } from "@towpath/evidence";
import type { StateStore } from "@towpath/provisioning";

/**
 * What a deployment passed by somebody's decision: a freeze that two agreed to pass, a failure that one insists on.
 *
 * @param state where the decisions are recorded
 */
export async function exceptionsOf(deployment: Deployment, state: StateStore): Promise<readonly Statement[]> {
  const { service, environment, artifact, force, run, verdict, gates, release, history } = deployment;
  if (verdict === "refused" || verdict === "superseded") return [];
  const { digest } = artifact;
  const about = { service, environment, at: history[0]?.at ?? release.createdAt };
  const exceptions: Statement[] = [];
  const isInsisted = gates.some(
    ({ gate, reason }) => gate === "failed-digest" && force && reason.includes(force.reason),
  );
  if (force && isInsisted) {
    const decided = { rule: "failed-digest", reason: force.reason, requestedBy: run.actor, approvedBy: [] };
    exceptions.push(exceptionFor(digest, { ...about, kind: "force", ...decided }));
  }
  return [...exceptions, ...(await freezesPassed({ ...about, digest, gates }, state))];
}

/** What was let through. */
export interface LetThrough {
  readonly service: string;
  readonly environment: string;
  /** Of a release's artifact, or of a plan's changes. */
  readonly digest: Digest;
  /** What each gate said of it. */
  readonly gates: readonly RecordedGate[];
  /** When it was asked for. RFC 3339. */
  readonly at: string;
}

/** The freeze that something passed because two people agreed to that. */
export async function freezesPassed(
  { service, environment, digest, gates, at }: LetThrough,
  state: StateStore,
): Promise<readonly Statement[]> {
  const isPassed = gates.some(({ gate, reason }) => gate === "freeze" && reason.startsWith("Changes are frozen"));
  const override = isPassed ? await freezeOverrideOf(state, service, environment, digest) : undefined;
  if (override?.confirmedBy === undefined) return [];
  const { by: requestedBy, confirmedBy, reason } = override;
  const decided = { rule: "freeze", reason, requestedBy, approvedBy: [confirmedBy] };
  return [exceptionFor(digest, { service, environment, at, kind: "freeze-override", ...decided })];
}

function exceptionFor(digest: Digest, exception: ExceptionPredicate): Statement {
  return statement([digestSubject(digest, exception.rule)], "exception", exception);
}
