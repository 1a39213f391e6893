import type { ComplyData } from "@towpath/operations/comply";
import { type Result, resultOf } from "@towpath/report";

/** The same result, but where the platform keeps no evidence: there is nothing to comply with then, and that is said. */
export function withoutEvidence(result: Result<ComplyData | null>): Result<ComplyData | null> {
  const [first, ...others] = result.findings;
  if (first?.code !== "operation/no-evidence" || others.length > 0) return result;
  return resultOf<ComplyData | null>({ verb: result.verb, summary: first.message, data: null });
}
