import type { Effects } from "@towpath/core";
import { type Attested, attest } from "./attest.ts";
import type { Evidence } from "./open-evidence.ts";
import { type TestedCommit, testStatement } from "./tested-commit.ts";

/** Says of a commit how its tests ended. Of changes that no commit holds nothing can be said. */
export async function attestTests(evidence: Evidence, tested: TestedCommit, effects: Effects): Promise<Attested> {
  const { commit, isDirty } = tested;
  if (commit !== null && !isDirty) return attest(evidence, [testStatement({ ...tested, commit })], effects);
  if (evidence.rules)
    effects.events({
      type: "notice",
      message: "How the tests ended is no evidence: what was tested is no commit, or has changes that none holds.",
    });
  return { entries: [], signed: [] };
}
