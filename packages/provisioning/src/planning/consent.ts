import type { Address } from "@towpath/core";
import type { Consent } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { Change, Plan } from "../plan.ts";
import { buildPlan } from "./build-plan.ts";

/** What a person has to allow by name before a change is carried out: `data-loss:resources.db`. */
export function consentName(change: Pick<Change, "address">): string {
  return `data-loss:${change.address}`;
}

/** @throws {ProvisioningError} `provisioning/consent-missing` when a change that loses data is not allowed by name */
export function requireConsent(plan: Pick<Plan, "changes">, consent: Consent): void {
  const missing = plan.changes.filter((change) => isDangerous(change) && !isAllowed(change, consent));
  if (missing.length === 0) return;
  const what = missing.map((change) => `${change.address} (${change.action})`).join(", ");
  throw provisioningError({
    code: "provisioning/consent-missing",
    kind: "refused",
    message: `This would lose the data of ${what}.`,
    hint: `If that is meant, allow it by name: ${missing.map((change) => `--allow ${consentName(change)}`).join(" ")}`,
  });
}

/**
 * The plan of a destruction with what nobody allowed to lose kept: a stateful resource is retained as an orphan, and what
 * is an orphan already stays one.
 */
export function retainWithoutConsent(plan: Plan, consent: Consent, orphans: ReadonlySet<Address>): Plan {
  const changes = plan.changes.map((change): Change => {
    if (change.action !== "delete" || !isDangerous(change) || isAllowed(change, consent)) return change;
    return {
      ...change,
      action: orphans.has(change.address) ? "none" : "retain",
      risk: "none",
      reasons: [`It holds data, which is kept. To destroy it: --allow ${consentName(change)}`],
      diff: [], // it said what of it would go
    };
  });
  return buildPlan({ ...plan, changes, createdAt: new Date(plan.createdAt) });
}

function isDangerous(change: Change): boolean {
  return change.risk === "data-loss";
}

function isAllowed(change: Change, consent: Consent): boolean {
  return consent.allowed.includes(consentName(change));
}
