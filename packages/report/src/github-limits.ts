/**
 * What GitHub shows at most; beyond it things vanish without a word. Sources: "Workflow commands for GitHub Actions" and
 * the REST API's check runs in GitHub's documentation; actions/runner, CreateStepSummaryCommand (1 MiB).
 */
export const GITHUB_LIMITS = {
  /** Annotations that workflow commands of one step make, of each level. */
  annotationsOfALevel: 10,
  /** Bytes of an annotation's message. */
  annotationMessageBytes: 64 * 1024,
  /** Characters of an annotation's title. */
  annotationTitle: 255,
  /** Bytes of one step's job summary. GitHub drops a larger one in silence at 1 MiB; we stop well before. */
  summaryBytes: 900_000,
} as const;
