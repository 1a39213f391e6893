import { type Finding, isBlocking } from "@towpath/core";
import type { Counts } from "./result.ts";

/** Counts findings by what they mean for whoever waits; what is not yet due is advice. */
export function countFindings(findings: readonly Finding[]): Counts {
  const counts = { mandatory: 0, advisory: 0, waived: 0, indeterminate: 0, pending: 0, upcoming: 0, errors: 0 };
  for (const finding of findings) {
    if (isBlocking(finding)) counts.mandatory += 1;
    else if (finding.outcome === "waived") counts.waived += 1;
    else if (finding.outcome === "indeterminate") counts.indeterminate += 1;
    else counts.advisory += 1;

    if (finding.outcome === "pending") counts.pending += 1;
    else if (finding.outcome === "upcoming") counts.upcoming += 1;
    else if (finding.outcome === "error") counts.errors += 1;
  }
  return counts;
}
