import { type ErrorFacts, TowpathError } from "@towpath/core";
import type { Holder } from "./engine.ts";
import type { Plan } from "./plan.ts";

/** Why provisioning stopped. Each code has a page in the docs; codes are never reused. */
export type ProvisioningErrorCode =
  | "provisioning/adopt-nothing"
  | "provisioning/adopt-refused"
  | "provisioning/change-not-approved"
  | "provisioning/conflict"
  | "provisioning/consent-missing"
  | "provisioning/belongs-to-another"
  | "provisioning/cycle"
  | "provisioning/driver-answer"
  | "provisioning/driver-failed"
  | "provisioning/driver-missing"
  | "provisioning/engine-changed"
  | "provisioning/engine-missing"
  | "provisioning/invalid-drivers"
  | "provisioning/key-file"
  | "provisioning/lock-held"
  | "provisioning/lock-lost"
  | "provisioning/move-refused"
  | "provisioning/not-an-orphan"
  | "provisioning/not-gone"
  | "provisioning/not-ready"
  | "provisioning/not-there"
  | "provisioning/orphan-in-the-way"
  | "provisioning/output-missing"
  | "provisioning/secret-exposed"
  | "provisioning/secret-missing"
  | "provisioning/secret-setting"
  | "provisioning/secret-unreadable"
  | "provisioning/secrets-file"
  | "provisioning/stale-plan"
  | "provisioning/state-damaged"
  | "provisioning/state-key"
  | "provisioning/state-newer"
  | "provisioning/state-sealed"
  | "provisioning/store-key"
  | "provisioning/store-options"
  | "provisioning/store-refused"
  | "provisioning/store-unreachable"
  | "provisioning/store-unreadable"
  | "provisioning/store-unwritable"
  | "provisioning/store-value"
  | "provisioning/timeout";

/** What stopped a plan, an apply, or a look at the state. */
export class ProvisioningError extends TowpathError<ProvisioningErrorCode> {
  override readonly name: string = "ProvisioningError";
}

/** The stored value is no longer the one that was read: read again. */
export class Conflict extends ProvisioningError {
  override readonly name = "Conflict";

  constructor(key: string) {
    super({
      code: "provisioning/conflict",
      kind: "fault",
      message: `${key} has changed since it was read.`,
      hint: "Someone else wrote it in between. Run the command again.",
    });
  }
}

/** Someone who is alive has the lock. */
export class LockHeld extends ProvisioningError {
  override readonly name = "LockHeld";
  readonly holder: Holder;

  constructor(key: string, holder: Holder) {
    super({
      code: "provisioning/lock-held",
      kind: "fault",
      message: `${key} is locked by ${formatHolder(holder)}.`,
      hint: "Wait until that run has ended and run the command again. A holder that died is replaced after a minute.",
    });
    this.holder = holder;
  }
}

/** Planning again gives other changes than were approved. */
export class StalePlan extends ProvisioningError {
  override readonly name = "StalePlan";
  readonly approved: Plan;
  /** As it would be made now. */
  readonly fresh: Plan;

  constructor(message: string, approved: Plan, fresh: Plan) {
    super({
      code: "provisioning/stale-plan",
      kind: "refused",
      message,
      hint: "Nothing was changed. Plan again, and approve what it shows.",
    });
    this.approved = approved;
    this.fresh = fresh;
  }
}

/** Who, which run, since when: `anna (run 1) since 2026-11-22T09:00:00Z`. */
export function formatHolder(holder: Holder): string {
  return `${holder.who} (run ${holder.run}) since ${holder.since}`;
}

/** A {@link ProvisioningError} from its facts. */
export function provisioningError(facts: ErrorFacts<ProvisioningErrorCode>): ProvisioningError {
  return new ProvisioningError(facts);
}
