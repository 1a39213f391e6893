/** One test as a report tells of it. Texts are untrusted. */
export interface TestCase {
  /** A name for people: `orders › refuses an empty order`. */
  readonly title: string;
  readonly status: "passed" | "failed" | "error" | "skipped";
  /** It failed first and passed when it was tried again. */
  readonly isFlaky: boolean;
  readonly durationMs: number;
  /** Why it failed, in a line or a few. */
  readonly message?: string | undefined;
  /** What the report says beyond that: a stack, a difference. */
  readonly details?: string | undefined;
  /** The file as the report names it. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}
