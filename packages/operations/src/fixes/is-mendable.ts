import type { Finding, Fix } from "@towpath/core";

/** Which fixes are made: those that keep what a document means to the platform, or all of them. */
export type FixChoice = "safe" | "all";

/** A finding that is to be mended now. */
export type Mendable = Finding & { readonly fix: Fix };

/** Whether a finding has a fix of that choice, and still stands. */
export function isMendable(finding: Finding, choice: FixChoice): finding is Mendable {
  const { fix, outcome } = finding;
  if (fix === undefined || (choice === "safe" && fix.safety !== "safe")) return false;
  return outcome === "fail" || outcome === "upcoming" || outcome === "pending";
}
