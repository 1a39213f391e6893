import { applyEnvironment, isEmptyPlan, planEnvironment } from "@towpath/provisioning";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { type Confirm, requireConfirmation } from "../environment/confirm.ts";
import { refuseUnknownConsent } from "../environment/consent.ts";
import { alone, openWorld, stopAll } from "../environment/open-world.ts";
import { refuseGates } from "../environment/refuse-unbuilt.ts";
import { clearTestResources } from "../environment/test-environment.ts";
import { operation } from "../operation.ts";
import { type ApplyData, applied } from "./apply.ts";

/** What to take out, what may be lost with it, and who says yes. */
export interface DestroyRequest extends EnvironmentRequest {
  /** `data-loss:resources.db`, for each thing that may be lost. */
  readonly allowed?: readonly string[] | undefined;
  readonly confirm: Confirm | undefined;
}

/** Takes a service out of an environment: stops it and removes what it had; what holds data stays unless named. */
export const destroy = operation<DestroyRequest, ApplyData>("destroy", async (request, effects) => {
  const { graph } = await openGraph(request, effects);
  refuseGates(graph);
  const opening = await openWorld(graph, effects);
  return alone(opening, async (world) => {
    const consent = { allowed: request.allowed ?? [] };
    await refuseUnknownConsent(consent.allowed, world);
    const planned = await planEnvironment(world, "destroy", consent);
    await requireConfirmation(planned, request.confirm, effects);
    const stopped = await stopAll(world);
    await clearTestResources(graph, effects);
    const { plan, outcome } = await applyEnvironment(world, { approved: planned, consent });
    const ending = applied(plan, outcome);
    const kept = plan.changes
      .filter(({ action }) => action === "retain" || action === "none")
      .map(({ address }) => address);
    const parts = [
      stopped.length > 0 ? "stopped" : "",
      isEmptyPlan(plan) ? "nothing else was there" : "",
      kept.length > 0 ? `the data of ${kept.join(", ")} is kept` : "",
    ].filter(Boolean);
    return {
      ...ending,
      service: graph.service.name,
      environment: graph.environment.name,
      summary:
        outcome.status === "done"
          ? `${graph.service.name} is out of ${graph.environment.name}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}.`
          : ending.summary,
    };
  });
});
