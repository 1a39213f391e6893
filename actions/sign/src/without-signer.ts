import type { EvidenceSignData } from "@towpath/operations/evidence-sign";
import { type Result, resultOf } from "@towpath/report";

/**
 * The same result, but where nobody can sign, or whoever certifies does not answer: that is a warning then. Environments that
 * require the evidence let nothing in without it; the others are not kept from a release.
 */
export function withoutSigner(result: Result<EvidenceSignData | null>): {
  readonly result: Result<EvidenceSignData | null>;
  readonly warnings: readonly string[];
} {
  const { verb, service, findings, sections, data } = result;
  const [first, ...others] = findings;
  const isNobody = first?.code === "operation/nobody-signs" && others.length === 0;
  const isPartly = data !== null && data.unsigned > 0;
  if (!isNobody && !isPartly) return { result, warnings: [] };
  const summary = isNobody ? first.message : result.summary;
  return { result: resultOf<EvidenceSignData | null>({ verb, service, summary, sections, data }), warnings: [summary] };
}
