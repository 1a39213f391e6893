import { type Json, shortDigest } from "@towpath/core";
import { StalePlan } from "../errors.ts";
import type { Change, Difference, Plan } from "../plan.ts";
import { comparePlans } from "./compare-plans.ts";

/**
 * Refuses to carry out a plan that no longer holds, as {@link comparePlans} sees it.
 *
 * @param fresh the plan as it would be made now
 * @throws {StalePlan} `provisioning/stale-plan`: which input moved, and what differs
 */
export function requireSamePlan(approved: Plan, fresh: Plan): void {
  const { isSameTarget, movedInputs, changes } = comparePlans(approved, fresh);
  if (isSameTarget && changes.length === 0) return;
  const moved = movedInputs.map(
    (input) => `the ${input} moved (${shortDigest(approved.inputs[input])} → ${shortDigest(fresh.inputs[input])})`,
  );
  const why = moved.length > 0 ? moved.join(", ") : "no input moved, but what is there did";
  const differences = isSameTarget
    ? changes.map((each) => `${each.address}: approved ${describe(each.approved)}; now ${describe(each.fresh)}`)
    : [targetDivergence(approved, fresh)];
  throw new StalePlan(
    [
      `The approved plan for ${approved.service} in ${approved.environment} no longer holds: ${why}.`,
      ...differences.map((difference) => `  ${difference}`),
    ].join("\n"),
    approved,
    fresh,
  );
}

function targetDivergence(approved: Plan, fresh: Plan): string {
  const name = (plan: Plan) => `${plan.goal} ${plan.service} in ${plan.environment}`;
  return `approved to ${name(approved)}; now asked to ${name(fresh)}`;
}

function describe(change: Change | undefined): string {
  if (!change) return "nothing";
  const risk = change.risk === "none" ? "" : `, risk ${change.risk}`;
  const diff = change.diff.map((difference) => `${difference.path} ${describeDifference(difference)}`).join(", ");
  return `${change.action}${risk}${diff ? ` (${diff})` : ""}`;
}

function describeDifference(difference: Difference): string {
  if (difference.secret) return "(secret)";
  const after = difference.unknown ? "(known after apply)" : short(difference.after);
  return `${short(difference.before)} → ${after}`;
}

function short(value: Json | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
