import { type Json, shortDigest } from "@towpath/core";
import { isSameJson } from "@towpath/manifest/difference";
import { type ProvisioningError, provisioningError } from "../errors.ts";
import type { Change, Difference, Plan } from "../plan.ts";

/**
 * Refuses to carry out a plan that no longer holds.
 *
 * A value that was approved as unknown may have become known since (another engine has made what it comes from): it may
 * be anything, as was approved. All else must be the same.
 *
 * @param fresh the plan as it would be made now
 * @throws {ProvisioningError} `provisioning/stale-plan`: which input moved, and what differs
 */
export function requireSamePlan(approved: Plan, fresh: Plan): void {
  const isSameTarget =
    approved.service === fresh.service && approved.environment === fresh.environment && approved.goal === fresh.goal;
  if (isSameTarget && approved.changesDigest === fresh.changesDigest) return;
  const differences = isSameTarget ? divergence(approved, fresh) : [targetDivergence(approved, fresh)];
  if (differences.length > 0) throw stalePlan(approved, fresh, differences);
}

function stalePlan(approved: Plan, fresh: Plan, differences: readonly string[]): ProvisioningError {
  const moved = (["manifest", "platform", "state"] as const)
    .filter((input) => approved.inputs[input] !== fresh.inputs[input])
    .map(
      (input) => `the ${input} moved (${shortDigest(approved.inputs[input])} → ${shortDigest(fresh.inputs[input])})`,
    );
  const why = moved.length > 0 ? moved.join(", ") : "no input moved, but what is there did";
  return provisioningError({
    code: "provisioning/stale-plan",
    kind: "refused",
    message: [
      `The approved plan for ${approved.service} in ${approved.environment} no longer holds: ${why}.`,
      ...differences.map((difference) => `  ${difference}`),
    ].join("\n"),
    hint: "Nothing was changed. Plan again, and approve what it shows.",
  });
}

function divergence(approved: Plan, fresh: Plan): readonly string[] {
  const addresses = new Set([...approved.changes, ...fresh.changes].map((change) => change.address));
  return [...addresses].sort().flatMap((address) => {
    const before = approved.changes.find((change) => change.address === address);
    const after = fresh.changes.find((change) => change.address === address);
    if (isCovered(before, after)) return [];
    return [`${address}: approved ${describe(before)}; now ${describe(after)}`];
  });
}

function isCovered(approved: Change | undefined, fresh: Change | undefined): boolean {
  if ((approved?.action ?? "none") === "none" && (fresh?.action ?? "none") === "none") return true;
  if (!approved || !fresh) return false;
  if (approved.type !== fresh.type || approved.engine !== fresh.engine) return false;
  const unknown = new Set(
    approved.diff.filter((difference) => difference.unknown).map((difference) => difference.path),
  );
  const isUnknownRisk = approved.risk === "unknown" && unknown.size > 0;
  const isSameStep = approved.action === fresh.action && approved.risk === fresh.risk;
  const isMilder = isUnknownRisk && ["update", "none"].includes(fresh.action) && fresh.risk !== "data-loss";
  return (isSameStep || isMilder) && isSameDiff(known(approved, unknown), known(fresh, unknown));
}

function known(change: Change, unknown: ReadonlySet<string>): readonly Difference[] {
  const isBelowUnknown = (path: string) => [...unknown].some((base) => path === base || path.startsWith(`${base}.`));
  return change.diff.filter((difference) => !isBelowUnknown(difference.path));
}

function isSameDiff(a: readonly Difference[], b: readonly Difference[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        one.path === other.path &&
        one.unknown === other.unknown &&
        one.secret === other.secret &&
        isSameJson(one.before, other.before) &&
        isSameJson(one.after, other.after)
      );
    })
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
