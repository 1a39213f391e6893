import type { Effects } from "@towpath/core";
import { type Deployment, freezeOverrideOf } from "@towpath/delivery";
import type { OpenGraph } from "../documents/open-documents.ts";
import type { World } from "../environment/open-world.ts";
import { recordException } from "../evidence/on-record.ts";

/**
 * Puts on record what a deployment passed by somebody's decision: a freeze that two agreed to pass, a failure that one insists on.
 */
export async function recordExceptions(
  world: World,
  opened: OpenGraph,
  deployment: Deployment,
  effects: Effects,
): Promise<void> {
  const { service, environment, artifact, force, run, verdict, gates } = deployment;
  if (!opened.platform.evidence || verdict === "refused" || verdict === "superseded") return;
  const { digest } = artifact;
  const about = { service, environment, at: deployment.history[0]?.at ?? effects.clock.now().toISOString() };
  const isInsisted = gates.some(
    ({ gate, reason }) => gate === "failed-digest" && force && reason.includes(force.reason),
  );
  if (force && isInsisted) {
    const decided = { rule: "failed-digest", reason: force.reason, requestedBy: run.actor, approvedBy: [] };
    await recordException(opened, world, { ...about, kind: "force", ...decided }, digest, effects);
  }
  const override = await freezeOverrideOf(world.state, service, environment, digest);
  const isPassed = gates.some(({ gate, reason }) => gate === "freeze" && reason.startsWith("Changes are frozen"));
  if (override?.confirmedBy === undefined || !isPassed) return;
  const { by: requestedBy, confirmedBy, reason } = override;
  const decided = { rule: "freeze", reason, requestedBy, approvedBy: [confirmedBy] };
  await recordException(opened, world, { ...about, kind: "freeze-override", ...decided }, digest, effects);
}
