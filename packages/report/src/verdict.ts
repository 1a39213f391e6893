import { type Finding, isBlocking } from "@towpath/core";

/** How much a finding weighs for whoever waits. */
export type Weight = "error" | "warning" | "notice" | "none";

/** A finding's outcome in one or two words, the level first where it decides. */
export function verdictOf(finding: Finding): { readonly word: string; readonly weight: Weight } {
  switch (finding.outcome) {
    case "fail":
      return { word: finding.level, weight: isBlocking(finding) ? "error" : "warning" };
    case "error":
      return { word: "error", weight: "error" };
    case "pending":
      return { word: "waiver pending", weight: isBlocking(finding) ? "error" : "warning" };
    case "indeterminate":
      return { word: "not known yet", weight: finding.level === "mandatory" ? "warning" : "notice" };
    case "upcoming":
      return { word: "upcoming", weight: "notice" };
    case "waived":
      return { word: "waived", weight: "none" };
  }
}
