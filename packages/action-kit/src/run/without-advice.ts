import { isBlocking } from "@towpath/core";
import { countFindings, type Result } from "@towpath/report";

/** The page of what operations themselves have to say, as against what a rule advises. */
const OWN = "packages/operations/docs/errors.md#";

/**
 * A result without what rules advise and nothing fails for. That is for `actions/check` to say, once: each further job of a
 * pipeline would show it at the same lines again.
 */
export function withoutAdvice<Data>(result: Result<Data>): Result<Data> {
  const findings = result.findings.filter(
    (finding) =>
      isBlocking(finding) || finding.docs.startsWith(OWN) || !["fail", "upcoming", "waived"].includes(finding.outcome),
  );
  return { ...result, findings, counts: countFindings(findings) };
}
