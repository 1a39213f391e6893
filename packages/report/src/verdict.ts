import { type Finding, isBlocking } from "@towpath/core";

/** How much a finding weighs for whoever waits. */
export type Weight = "error" | "warning" | "notice" | "none";

/** What a finding means for whoever waits. Every rendering counts, orders and folds findings by it. */
export type Group = "error" | "blocking" | "pending" | "advisory" | "indeterminate" | "upcoming" | "waived";

/** All groups, the heaviest first: the order in which findings are kept where there is no room for all. */
export const GROUPS: readonly Group[] = [
  "error",
  "blocking",
  "pending",
  "advisory",
  "indeterminate",
  "upcoming",
  "waived",
];

/** A finding's outcome as every rendering shows it. */
export interface Verdict {
  /** In one or two words, the level where it decides. */
  readonly word: string;
  readonly weight: Weight;
  readonly group: Group;
}

/** What becomes of a finding: the one source for all renderings. */
export function verdictOf(finding: Finding): Verdict {
  switch (finding.outcome) {
    case "fail":
      return isBlocking(finding)
        ? { word: "mandatory", weight: "error", group: "blocking" }
        : { word: "advisory", weight: "warning", group: "advisory" };
    case "error":
      return { word: "error", weight: "error", group: "error" };
    case "pending":
      return { word: "waiver pending", weight: isBlocking(finding) ? "error" : "warning", group: "pending" };
    case "indeterminate":
      return {
        word: "not known yet",
        weight: finding.level === "mandatory" ? "warning" : "notice",
        group: "indeterminate",
      };
    case "upcoming":
      return { word: "upcoming", weight: "notice", group: "upcoming" };
    case "waived":
      return { word: "waived", weight: "none", group: "waived" };
  }
}

/** Findings by what they mean, each group in the order given. */
export function groupFindings(findings: readonly Finding[]): Readonly<Record<Group, readonly Finding[]>> {
  const groups: Record<Group, Finding[]> = {
    error: [],
    blocking: [],
    pending: [],
    advisory: [],
    indeterminate: [],
    upcoming: [],
    waived: [],
  };
  for (const finding of findings) groups[verdictOf(finding).group].push(finding);
  return groups;
}
