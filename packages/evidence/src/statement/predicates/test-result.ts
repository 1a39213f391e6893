import type { ResourceDescriptor } from "./provenance.ts";

/** How tests ended. in-toto's test result v0.1 (https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md). */
export interface TestResultPredicate {
  /** `WARNED`: no test failed, and some failed before they passed. */
  readonly result: "PASSED" | "WARNED" | "FAILED";
  readonly configuration: readonly ResourceDescriptor[];
  readonly url?: string | undefined;
  readonly passedTests?: readonly string[] | undefined;
  readonly warnedTests?: readonly string[] | undefined;
  readonly failedTests?: readonly string[] | undefined;
}
