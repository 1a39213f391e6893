/** What is wrong with an expression, from one offset of its text up to another. */
export interface Flaw {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** What to do next, the likeliest first. */
  readonly suggestions: readonly string[];
}
