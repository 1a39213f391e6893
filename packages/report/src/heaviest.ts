import type { Finding, Severity } from "@towpath/core";
import { GROUPS, type Group, groupFindings } from "./verdict.ts";

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "info"];

/** Findings with the heaviest first: by what they mean, then by severity, then in the order given. */
export function heaviestFirst(findings: readonly Finding[], groups: readonly Group[] = GROUPS): readonly Finding[] {
  const grouped = groupFindings(findings);
  return groups.flatMap((group) => {
    const members = grouped[group];
    return SEVERITIES.flatMap((severity) => members.filter((finding) => finding.severity === severity));
  });
}
