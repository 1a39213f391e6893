import { type Finding, makeFinding, type Place } from "@towpath/core";

export type TestFindingCode =
  | "delivery/coverage-below-minimum"
  | "delivery/coverage-dropped"
  | "delivery/no-base-coverage"
  | "delivery/no-coverage"
  | "delivery/no-tests"
  | "delivery/report-refused"
  | "delivery/test-command-failed"
  | "delivery/test-failed"
  | "delivery/test-flaky";

const ADVISORY: ReadonlySet<TestFindingCode> = new Set(["delivery/no-base-coverage", "delivery/test-flaky"]);

/** What a test run has to say, as a finding. `discriminator` tells apart what has the same code: the test's title. */
export function testFinding(facts: {
  readonly code: TestFindingCode;
  readonly service: string;
  readonly message: string;
  readonly places: readonly Place[];
  readonly suggestion: string;
  readonly discriminator?: string | undefined;
}): Finding {
  const { code, suggestion, ...rest } = facts;
  return makeFinding({
    ...rest,
    code,
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    level: ADVISORY.has(code) ? "advisory" : "mandatory",
    address: "test",
    suggestions: [suggestion],
  });
}
