import type { Place } from "@towpath/core";

/** What one waiver says of a failure in one environment. */
export interface Verdict {
  readonly outcome: "waived" | "pending" | "fail";
  /** Where that is said, in a note. */
  readonly place?: Place | undefined;
  readonly suggestions: readonly string[];
}

const RANK = { waived: 2, pending: 1, fail: 0 } as const;

/** Whether a verdict is to be heard before another. Of two alike the first is. */
export function isBetter(one: Verdict, other: Verdict): boolean {
  return RANK[one.outcome] > RANK[other.outcome];
}
