import { readRemoval } from "@towpath/manifest/difference";
import { worstRisk } from "@towpath/provisioning";
import { type Assessment, riskOfParts, UNCHANGED } from "./assessment.ts";
import type { ChangesRequest } from "./changes-request.ts";
import { partReasons } from "./part-reasons.ts";
import { shownParts } from "./shown-parts.ts";
import type { Subject } from "./subjects-of.ts";
import type { ThingAction } from "./terraform-plan.ts";

/** What is not wanted, and has nothing that Terraform would do. */
export function assessUntouched(
  { address, record, isOrphan, things, notes }: Subject,
  { goal, kept }: ChangesRequest,
): Assessment | undefined {
  if (things.length > 0 && !record) return UNCHANGED;
  if (!record || (isOrphan && goal === "match")) return undefined;
  if (kept.has(address)) {
    if (isOrphan || goal === "destroy") return undefined;
    return { ...readRemoval({ isStateful: true }), reasons: [...KEPT_REASONS, ...notes], diff: [] };
  }
  if (things.length > 0) return UNCHANGED;
  return { action: "delete", risk: "none", reasons: [UNKNOWN_TO_TERRAFORM], diff: [] };
}

/** It may have been removed by others, or the state may have been lost: Terraform cannot tell. */
const UNKNOWN_TO_TERRAFORM =
  "It is on record, and Terraform's state holds nothing of it: where it is still there, it stays.";
const KEPT_REASONS = readRemoval({ isStateful: true }).reasons;

/** What Terraform does to what is not wanted, or shall only be kept. */
export function assessGone(subject: Subject, request: ChangesRequest): Assessment {
  const { address, things, runs, record, notes } = subject;
  const { goal, kept } = request;
  const isStateful = (record ?? subject.resource)?.isStateful ?? false;
  const risk = riskOfParts(subject, isStateful, request);
  const isAll = (what: ThingAction) =>
    things.some(({ action }) => action === what) && things.every(({ action }) => action === what || action === "none");
  const isLeft = isAll("forget");
  const isDeleted = isAll("delete");
  const isRemade = things.some(({ action }) => action === "replace");
  return {
    action: isLeft ? "retain" : isDeleted ? "delete" : isRemade ? "replace" : "update",
    risk: isDeleted ? worstRisk([risk, isStateful ? "data-loss" : "downtime"]) : risk,
    reasons: [whyGone(), ...(isDeleted && record ? [] : partReasons(things)), ...notes],
    diff: [...shownParts(things), ...runs],
  };

  function whyGone(): string {
    if (kept.has(address)) return "It shall stay as it is, and Terraform would change it.";
    if (goal === "destroy") return kept.size > 0 ? "It is destroyed by name." : "The service is taken out.";
    return record || subject.resource
      ? "It left the manifest."
      : "It is in Terraform's state, and in no document and on no record.";
  }
}
