import type { Outcome } from "@towpath/action-kit";
import type { PlanAllData } from "@towpath/operations/plan-all";

/** What steps that follow may ask of plans. */
export function planOutputs(data: PlanAllData | null): NonNullable<Outcome["outputs"]> {
  const plans = data?.plans ?? [];
  const digests = plans.map(({ service, manifest, environment, digest, hasChanges, risk, offline }) => ({
    service,
    manifest,
    environment,
    digest,
    changes: hasChanges,
    risk,
    offline: offline !== null,
  }));
  return {
    changes: plans.some(({ hasChanges }) => hasChanges),
    offline: plans.some(({ offline }) => offline !== null),
    plans: JSON.stringify(digests),
  };
}
