import { isBlocking } from "@towpath/core";
import { expect, test } from "vitest";
import { findingWith, resultWith } from "./testing/findings.ts";
import { GROUPS, groupFindings, verdictOf } from "./verdict.ts";

test.each([
  ["fail", "mandatory", "mandatory", "error", "blocking"],
  ["fail", "advisory", "advisory", "warning", "advisory"],
  ["error", "mandatory", "error", "error", "error"],
  ["error", "advisory", "error", "error", "error"],
  ["pending", "mandatory", "waiver pending", "error", "pending"],
  ["pending", "advisory", "waiver pending", "warning", "pending"],
  ["indeterminate", "mandatory", "not known yet", "warning", "indeterminate"],
  ["indeterminate", "advisory", "not known yet", "notice", "indeterminate"],
  ["upcoming", "mandatory", "upcoming", "notice", "upcoming"],
  ["upcoming", "advisory", "upcoming", "notice", "upcoming"],
  ["waived", "mandatory", "waived", "none", "waived"],
  ["waived", "advisory", "waived", "none", "waived"],
] as const)("%s of level %s is %s, weighs as %s, and is in group %s", (outcome, level, word, weight, group) => {
  const finding = findingWith({ outcome, level });
  expect(verdictOf(finding)).toEqual({ word, weight, group });
  expect(groupFindings([finding])[group]).toEqual([finding]);
  expect(GROUPS).toContain(group);
  // What weighs as an error is what the exit code is for.
  expect(weight === "error").toBe(isBlocking(finding) || resultWith({ findings: [finding] }).status === "fault");
});
