import type { Effects } from "@towpath/core";
import type { TestOutcome } from "@towpath/delivery";
import { commitSubject, statement } from "@towpath/evidence";
import type { Graph } from "@towpath/manifest";
import type { Revision } from "../repository/revision.ts";
import { type Attested, attest } from "./attest.ts";
import { isCommit } from "./is-commit.ts";
import type { Evidence } from "./open-evidence.ts";

/** More names than these help nobody; totals are said whole. */
const MOST_NAMES = 500;

/** How the tests of a commit ended. */
export interface Tested {
  readonly graph: Graph;
  /** As it was before the tests ran. */
  readonly revision: Revision;
  readonly outcome: Omit<TestOutcome, "findings">;
}

/** Says of a commit how its tests ended. Of changes that no commit holds nothing can be said. */
export async function attestTests(
  evidence: Evidence,
  { graph, revision, outcome }: Tested,
  effects: Effects,
): Promise<Attested> {
  const { commit, version } = revision;
  if (!isCommit(commit) || version.endsWith("-dirty")) {
    if (evidence.rules)
      effects.events({
        type: "notice",
        message: "How the tests ended is no evidence: what was tested is no commit, or has changes that none holds.",
      });
    return { entries: [], signed: [] };
  }
  const { status, totals, coverage, failed, flaky } = outcome;
  const configuration = [
    {
      name: graph.service.name,
      annotations: {
        ...(totals ? { totals: { ...totals } } : {}),
        ...(coverage?.lines ? { linesCovered: coverage.lines.percent } : {}),
      },
    },
  ];
  const names = (cases: TestOutcome["failed"]) => cases.slice(0, MOST_NAMES).map(({ title }) => title.slice(0, 500));
  const made = statement([commitSubject(commit)], "test-result", {
    result: status === "failed" ? "FAILED" : flaky.length > 0 ? "WARNED" : "PASSED",
    configuration,
    failedTests: names(failed),
    warnedTests: names(flaky),
  });
  return attest(evidence, [made], effects);
}
