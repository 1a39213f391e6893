import { type Finding, makeFinding, type Place } from "@towpath/core";
import type { Difference } from "@towpath/manifest/difference";
import { differenceLine } from "./difference-line.ts";

/** One thing that is not as it was left. */
export interface Drifted {
  readonly address: string;
  /** What is to be said of it as a whole: that it is not there, or stopped. */
  readonly message?: string | undefined;
  readonly differences: readonly Difference[];
  readonly place?: Place | undefined;
  /** The command that mends it. */
  readonly mend: string;
}

/** Differences that are told in one sentence; the rest of them are in the plan. */
const MOST = 5;

/** A thing that drifted as a finding: named, with what differs. Values of secrets are not in it. */
export function driftFinding({ address, message, differences, place, mend }: Drifted, environment: string): Finding {
  const lines = differences.map(({ origin: _, ...difference }) => differenceLine(difference));
  const said = [
    ...(message === undefined ? [] : [message.replace(/\.$/, "")]),
    ...lines.slice(0, MOST),
    ...(lines.length > MOST ? [`and ${lines.length - MOST} more`] : []),
  ];
  return makeFinding({
    code: "operation/drifted",
    message: `${address} is not as it was left: ${said.join("; ") || "it differs"}.`,
    docs: "packages/operations/docs/errors.md#operation-drifted",
    address,
    environments: [environment],
    places: place ? [place] : [],
    suggestions: [`To mend it: ${mend}`],
  });
}
