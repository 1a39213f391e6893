import type { Address } from "@towpath/core";
import { isSameJson } from "@towpath/manifest/difference";
import type { Change, Difference, Plan, PlanInputs } from "../plan.ts";

/** How a plan that was approved and the plan as it would be made now differ. */
export interface PlanComparison {
  /** They are for one service, environment and goal; there is nothing to compare otherwise. */
  readonly isSameTarget: boolean;
  /** What the plans were made from and is another one now. */
  readonly movedInputs: readonly (keyof PlanInputs)[];
  /** What was not approved like that. Sorted by address. */
  readonly changes: readonly ChangeComparison[];
}

/** One address in both plans. */
export interface ChangeComparison {
  readonly address: Address;
  readonly approved?: Change | undefined;
  readonly fresh?: Change | undefined;
}

/**
 * Holds an approved plan against a fresh one.
 *
 * A value that was approved as unknown may have become known since (another engine has made what it comes from): it may
 * be anything, as was approved. All else must be the same.
 */
export function comparePlans(approved: Plan, fresh: Plan): PlanComparison {
  const isSameTarget =
    approved.service === fresh.service &&
    approved.environment === fresh.environment &&
    approved.goal === fresh.goal &&
    approved.only?.join() === fresh.only?.join();
  const movedInputs = (["manifest", "platform", "state"] as const).filter(
    (input) => approved.inputs[input] !== fresh.inputs[input],
  );
  if (!isSameTarget || approved.changesDigest === fresh.changesDigest)
    return { isSameTarget, movedInputs, changes: [] };
  const [olds, news] = [approved, fresh].map(({ changes }) => new Map(changes.map((each) => [each.address, each])));
  const changes = [...new Set([...(olds?.keys() ?? []), ...(news?.keys() ?? [])])]
    .sort()
    .map((address) => ({ address, approved: olds?.get(address), fresh: news?.get(address) }))
    .filter((each) => !isCovered(each.approved, each.fresh));
  return { isSameTarget, movedInputs, changes };
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
  const isMilder =
    isUnknownRisk && ["update", "none", approved.action].includes(fresh.action) && fresh.risk !== "data-loss";
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
