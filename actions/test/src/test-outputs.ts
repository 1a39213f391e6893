import type { Outcome } from "@towpath/action-kit";
import type { TestData } from "@towpath/operations/test";

/** What steps that follow may ask of tests. What no report told is empty. */
export function testOutputs(data: TestData | null): NonNullable<Outcome["outputs"]> {
  const { totals, coverage, flaky = [] } = data ?? {};
  return {
    tests: totals?.tests ?? "",
    passed: totals?.passed ?? "",
    failed: totals ? totals.failed + totals.errors : "",
    skipped: totals?.skipped ?? "",
    coverage: coverage?.lines?.percent ?? "",
    flaky: flaky.length,
  };
}
