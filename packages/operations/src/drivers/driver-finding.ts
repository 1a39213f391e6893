import { type Finding, makeFinding, type Outcome, type Place } from "@towpath/core";
import type { OperationErrorCode } from "../errors.ts";

/** Where a platform names drivers of its own. */
export interface DriverSeat {
  /** As it is written. */
  readonly reference: string;
  readonly environment: string;
  /** The engine's name. */
  readonly engine: string;
  /** Which of the engine's drivers it is. */
  readonly index: number;
  readonly place: Place;
}

/** What stands in the way of drivers. What they would make cannot be planned, so it blocks. */
export function driverFinding(
  { reference, environment, engine, index, place }: DriverSeat,
  facts: {
    readonly code: Extract<OperationErrorCode, `operation/driver-${string}`>;
    /** `fail` where whoever names the drivers can mend it, `error` where they are broken themselves. */
    readonly outcome?: Outcome;
    readonly message: string;
    readonly hint: string;
    /** Where in the drivers. */
    readonly at?: Place | undefined;
  },
): Finding {
  const { code, outcome = "fail", message, hint, at } = facts;
  return makeFinding({
    code,
    outcome,
    message,
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    address: `environments.${environment}.engines.${engine}.drivers.${index}`,
    places: [place, at].filter((one) => one !== undefined),
    suggestions: [hint],
    discriminator: `${reference} ${message}`,
  });
}
