/** Asks a person on a terminal. An answer is undefined when none can come any more: the input has ended. Rejects when interrupted. */
export interface Questions {
  /**
   * A text; `initial` when the person only presses Enter.
   *
   * @param check what is wrong with an answer, or undefined: asks again until nothing is
   */
  text(
    question: string,
    options: { readonly initial?: string | undefined; readonly check: (answer: string) => string | undefined },
  ): Promise<string | undefined>;
  /** One of several, by its number or its name. */
  choice(question: string, options: readonly string[]): Promise<string | undefined>;
}
