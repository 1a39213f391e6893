import { type Finding, makeFinding, type Outcome, type Place } from "@towpath/core";
import type { OperationErrorCode } from "../errors.ts";

/** Where a platform names a pack. */
export interface PackSeat {
  /** As it is written. */
  readonly reference: string;
  /** Which of the platform's packs it is. */
  readonly index: number;
  readonly place: Place;
}

/** What stands in the way of a pack. Its rules were not checked, so it blocks. */
export function packFinding(
  { reference, index, place }: PackSeat,
  facts: {
    readonly code: OperationErrorCode;
    /** `fail` where whoever names the pack can mend it, `error` where the pack itself is broken. */
    readonly outcome?: Outcome;
    readonly message: string;
    readonly hint: string | undefined;
    /** Where in the pack. */
    readonly at?: Place | undefined;
  },
): Finding {
  const { code, outcome = "fail", message, hint, at } = facts;
  return makeFinding({
    code,
    outcome,
    message: `${message} Its rules were not checked.`,
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    address: `policies.packs.${index}`,
    places: at ? [place, at] : [place],
    suggestions: hint === undefined ? [] : [hint],
    discriminator: `${reference} ${message}`,
  });
}
