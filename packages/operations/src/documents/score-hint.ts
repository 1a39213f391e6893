import type { Finding } from "@towpath/core";
import type { ServiceDocument } from "@towpath/manifest";

const HINT =
  "That is how a towpath.yaml says it, and this is a Score file: what Score calls the same is in " +
  "https://github.com/towpath/towpath/blob/main/packages/manifest/docs/score.md; what it has no word for stands in a " +
  "towpath.yaml beside it, with workload: { score: score.yaml }.";

/** What rules suggest, with what becomes of it in a Score file: their words are those of a manifest. */
export function withScoreHint(service: ServiceDocument, findings: readonly Finding[]): readonly Finding[] {
  if (!service.isScore) return findings;
  return findings.map((finding) =>
    finding.suggestions.length === 0 || finding.places[0]?.file !== service.file
      ? finding
      : { ...finding, suggestions: [...finding.suggestions, HINT] },
  );
}
