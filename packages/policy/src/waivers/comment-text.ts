/** A comment of a file. */
export interface CommentText {
  /** From its `#` to the end of its line. */
  readonly text: string;
  /** Counting from 1. */
  readonly line: number;
  readonly column: number;
  /** Nothing else stands on its line. */
  readonly isAlone: boolean;
}

/**
 * Comments with their lines.
 *
 * @param at where each begins and ends in the text, in order
 */
export function commentTexts(
  text: string,
  at: readonly { readonly start: number; readonly end: number }[],
): readonly CommentText[] {
  const found: CommentText[] = [];
  let [line, lineStart, from] = [1, 0, 0];
  for (const { start, end } of at) {
    for (let index = from; index < start; index += 1) {
      const character = text.charAt(index);
      if (character !== "\n" && !(character === "\r" && text.charAt(index + 1) !== "\n")) continue;
      line += 1;
      lineStart = index + 1;
    }
    from = start;
    const isAlone = text.slice(lineStart, start).trim() === "";
    found.push({ text: text.slice(start, end), line, column: start - lineStart + 1, isAlone });
  }
  return found;
}
