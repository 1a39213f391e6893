import { type Deployment, freezeOverrideOf } from "@towpath/delivery";
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
  const said = (exception: ExceptionPredicate): Statement =>
    statement([digestSubject(digest, exception.rule)], "exception", exception);
  const exceptions: Statement[] = [];
  const isInsisted = gates.some(
    ({ gate, reason }) => gate === "failed-digest" && force && reason.includes(force.reason),
  );
  if (force && isInsisted) {
    const decided = { rule: "failed-digest", reason: force.reason, requestedBy: run.actor, approvedBy: [] };
    exceptions.push(said({ ...about, kind: "force", ...decided }));
  }
  const isPassed = gates.some(({ gate, reason }) => gate === "freeze" && reason.startsWith("Changes are frozen"));
  const override = isPassed ? await freezeOverrideOf(state, service, environment, digest) : undefined;
  if (override?.confirmedBy !== undefined) {
    const { by: requestedBy, confirmedBy, reason } = override;
    const decided = { rule: "freeze", reason, requestedBy, approvedBy: [confirmedBy] };
    exceptions.push(said({ ...about, kind: "freeze-override", ...decided }));
  }
  return exceptions;
}
