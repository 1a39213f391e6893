import { isEmptyPlan, type Plan, planEnvironment } from "@towpath/provisioning";
import { overrideFreeze } from "../deploying/override-freeze.ts";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import {
  approvedDigest,
  closedEnding,
  type NotApproved,
  otherThanApproved,
  withoutConsentEnding,
} from "../environment/approval.ts";
import { type Confirm, requireConfirmation } from "../environment/confirm.ts";
import { refuseUnknownConsent } from "../environment/consent.ts";
import { alone, openWorld } from "../environment/open-world.ts";
import { takeOut } from "../environment/take-out.ts";
import { requireNamed } from "../environment/unknown-address.ts";
import { recordProvision } from "../evidence/on-record.ts";
import { runOf } from "../evidence/run-of.ts";
import { askChangeGates } from "../gates/change-gates.ts";
import { operation } from "../operation.ts";
import { type ApplyData, applied } from "./apply.ts";

/** What to take out, what may be lost with it, and who says yes. */
export interface DestroyRequest extends EnvironmentRequest {
  /** Addresses of what is kept for its data and is to go: `resources.old`, `resources.db@17`. The whole service when empty. */
  readonly addresses?: readonly string[] | undefined;
  /** `data-loss:resources.db`, for each thing that may be lost. */
  readonly allowed?: readonly string[] | undefined;
  /** The digest of the changes that were approved: nothing else is carried out. */
  readonly approved?: string | undefined;
  readonly confirm: Confirm | undefined;
  /** Asks to pass a freeze: why. A second person has to approve the plan's digest then. */
  readonly overrideFreeze?: string | undefined;
}

/**
 * Takes a service out of an environment: stops it and removes what it had; what holds data stays unless named. With addresses,
 * only those go, and the service runs on.
 */
export const destroy = operation<DestroyRequest, ApplyData | NotApproved>("destroy", async (request, effects) => {
  const digest = request.approved === undefined ? undefined : approvedDigest(request.approved);
  const opened = await openGraph(request, effects);
  const { graph } = opened;
  const { addresses = [] } = request;
  const opening = await openWorld(graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  return alone(opening, async (world) => {
    const consent = { allowed: request.allowed ?? [] };
    await refuseUnknownConsent(consent.allowed, world);
    const only = addresses.length === 0 ? undefined : [...new Set(addresses)];
    if (only) await requireNamed(only, world);
    const planned = await planEnvironment(world, "destroy", consent, { only });
    if (digest !== undefined && digest !== planned.changesDigest) return otherThanApproved(planned, digest);
    const lossy = withoutConsentEnding(planned, consent);
    if (lossy) return lossy;
    await overrideFreeze(world, planned.changesDigest, request.overrideFreeze, effects);
    const gates = await askChangeGates({ world, opened, plan: planned, isMore: true }, effects);
    const closed = closedEnding(planned, gates, graph);
    if (closed) return closed;
    if (digest === undefined) await requireConfirmation(planned, request.confirm, effects);
    const startedAt = effects.clock.now();
    const { plan, outcome, hasStopped } = await takeOut(world, opened, planned, consent, effects);
    const provisioned = { plan, outcome, approved: digest, consents: consent.allowed, gates, startedAt };
    await recordProvision(opened, world, { ...provisioned, run: runOf(world, effects) }, effects);
    const ending = applied(plan, outcome);
    const name = `${graph.service.name} in ${graph.environment.name}`;
    const done = only
      ? `${name}: ${only.join(", ")} ${only.length === 1 ? "is" : "are"} gone, with ${only.length === 1 ? "its" : "their"} data.`
      : wholeSummary(plan, graph.service.name, graph.environment.name, hasStopped);
    return {
      ...ending,
      service: graph.service.name,
      environment: graph.environment.name,
      summary: outcome.status === "done" ? done : ending.summary,
    };
  });
});

function wholeSummary(plan: Plan, service: string, environment: string, hasStopped: boolean): string {
  const kept = plan.changes
    .filter(({ action }) => action === "retain" || action === "none")
    .map(({ address }) => address);
  const parts = [
    hasStopped ? "stopped" : "",
    isEmptyPlan(plan) ? "nothing else was there" : "",
    kept.length > 0 ? `the data of ${kept.join(", ")} is kept` : "",
  ].filter(Boolean);
  return `${service} is out of ${environment}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}.`;
}
