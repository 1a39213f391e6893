/**
 * What GitHub takes and shows at most; beyond it things are refused, or vanish without a word. Sources: "Workflow commands
 * for GitHub Actions", the REST API's check runs, issue comments and code scanning, "SARIF support for code scanning" and
 * "SARIF results exceed one or more limits" in GitHub's documentation; actions/runner, CreateStepSummaryCommand (1 MiB).
 * Where a number is our own, below GitHub's, its line says so.
 */
export const GITHUB_LIMITS = {
  /** Annotations that workflow commands of one step make, of each level. */
  annotationsOfALevel: 10,
  /** Annotations of a whole job that are shown, whatever their levels. */
  annotationsOfAJob: 50,
  /** Bytes of an annotation's message, by a command or of a check run. */
  annotationMessageBytes: 64 * 1024,
  /** Characters of an annotation's title, and of a check run's. */
  annotationTitle: 255,
  /** Bytes of one step's job summary. GitHub drops a larger one in silence at 1 MiB; we stop well before. */
  summaryBytes: 900_000,
  /** Characters of a comment. GitHub refuses one of more than 65,536; we stop before. */
  commentCharacters: 60_000,
  /** Bytes of a check run's summary, and of its text. */
  checkRunBytes: 65_535,
  /** Annotations of a check run that one request brings. */
  checkRunBatch: 50,
  /** Annotations of a check run: our own, for each fifty are a request. */
  checkRunAnnotations: 1_000,
  /** Comments of a review: our own, for more than these nobody reads one by one. */
  reviewComments: 50,
  /** Bytes of a SARIF file, gzipped. */
  sarifGzipBytes: 10_000_000,
  /** Runs of a SARIF file. */
  sarifRuns: 20,
  /** Results of a run. */
  sarifResults: 25_000,
  /** Results of a run that are shown: the heaviest. */
  sarifResultsShown: 5_000,
  /** Rules of a run. */
  sarifRules: 25_000,
  /** Tags of a rule that are shown. */
  sarifTags: 10,
  /** Characters of a rule's short and full description. */
  sarifDescription: 1_024,
  /** Characters of a rule's name. */
  sarifName: 255,
} as const;
