import { type Finding, type Level, makeFinding, type Outcome, type Place } from "@towpath/core";
import type { OperationErrorCode } from "../errors.ts";

/** Where a platform names a pack. */
export interface PackSeat {
  /** As it is written. */
  readonly reference: string;
  /** Which of the platform's packs it is. */
  readonly index: number;
  /** Absent where it was named on the command line. */
  readonly place?: Place | undefined;
}

/** What stands in the way of a pack. Its rules were not checked, so it blocks. */
export function packFinding(
  { reference, index, place }: PackSeat,
  facts: {
    readonly code: OperationErrorCode;
    /** `fail` where whoever names the pack can mend it, `error` where the pack itself is broken. */
    readonly outcome?: Outcome;
    /** `advisory` where what it would have checked is checked by the base all the same. */
    readonly level?: Level | undefined;
    readonly message: string;
    readonly hint: string | undefined;
    /** Where in the pack. */
    readonly at?: Place | undefined;
  },
): Finding {
  const { code, outcome = "fail", level, message, hint, at } = facts;
  return makeFinding({
    code,
    outcome,
    level,
    message: `${message} Its rules were not checked.`,
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    address: `policies.packs.${index}`,
    places: [place, at].filter((one) => one !== undefined),
    suggestions: hint === undefined ? [] : [hint],
    discriminator: `${reference} ${message}`,
  });
}
