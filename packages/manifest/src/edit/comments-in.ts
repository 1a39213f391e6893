import { Lexer } from "yaml";

/** A comment, from its `#` to the end of its line. */
export interface Comment {
  readonly start: number;
  readonly end: number;
}

/** Marks that the lexer puts between the pieces of the text: they are no text (https://eemeli.org/yaml/#lexer). */
const MARKS = new Set(["\u0002", "\u0018", "\u001f"]);
const SCALAR = "\u001f";

/** The comments of a document, in order. */
export function commentsIn(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  let at = 0;
  let before = "";
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith("#") && before !== SCALAR) comments.push({ start: at, end: at + token.length });
    if (!MARKS.has(token)) at += token.length;
    before = token;
  }
  return comments;
}
