import { isBlocking } from "@towpath/core";
import { rollbackTarget } from "@towpath/delivery";
import { type DeployData, endingOf } from "../deploying/ending-of.ts";
import { putOut } from "../deploying/put-out.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { openChecked } from "../environment/guard.ts";
import { alone, openWorld, requireWorkloadHost } from "../environment/open-world.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { deployGates } from "../gates/environment-gates.ts";
import { lockGate } from "../gates/lock-gate.ts";
import { operation } from "../operation.ts";

/** Where to go back, and to what. */
export interface RollbackRequest extends EnvironmentRequest {
  /** Digest of what succeeded there, or its beginning; what served before the present release when absent. */
  readonly to?: string | undefined;
  /** What an incident tool calls the reason. */
  readonly incident?: string | undefined;
  /** Another run signs what is said of it: nobody signs here. */
  readonly isSignedApart?: boolean | undefined;
}

/**
 * Brings back what succeeded in an environment before, proved like every release. Freezes and promotion do not stand against
 * it; what is taken back is refused there until somebody insists.
 */
export const rollback = operation<RollbackRequest, DeployData | null>("rollback", async (request, effects) => {
  const opened = { ...(await openChecked(request, effects)), isSignedApart: request.isSignedApart };
  if (opened.found.some(isBlocking)) return { ...refusedByRules(opened, "rolled back"), data: null };
  const { graph, findings } = opened;
  const opening = await openWorld(graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  requireWorkloadHost(opening);
  return alone(opening, async (world) => {
    const { name: environment } = graph.environment;
    const { release, rollbackOf } = await rollbackTarget(world.state, graph.service.name, environment, request.to);
    const gates = [...deployGates({ world, opened, findings, effects }), lockGate];
    const { incident } = request;
    const outcome = await putOut(world, release, { opened, gates, kind: "rollback", rollbackOf, incident }, effects);
    const ending = endingOf(outcome, graph);
    return { ...ending, service: release.service, environment, findings: [...ending.findings, ...findings] };
  });
});
