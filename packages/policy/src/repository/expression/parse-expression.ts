import type { Expr } from "@actions/expressions/ast";
import { Lexer, type Token, TokenType } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import { errorMessage } from "@towpath/core";
import type { Expression } from "./expression.ts";
import { placeExpression } from "./place-expression.ts";

/** An expression, or why it is none and about where. */
export type ParsedExpression =
  | { readonly expression: Expression }
  | { readonly message: string; readonly start: number; readonly end: number };

/** Parses what stands between the braces, with GitHub's own parser. Any name of a context or a function will do. */
export function parseExpression(source: string): ParsedExpression {
  let tokens: readonly Token[];
  try {
    tokens = new Lexer(plainSpaces(source)).lex().tokens;
  } catch (thrown) {
    return failed(thrown, 0, source.length);
  }
  const offsets = offsetsOf(source, tokens);
  try {
    const parsed: Expr | undefined = new Parser([...tokens], namesIn(tokens), functionsIn(tokens)).parse();
    if (!parsed) return { message: "It is empty.", start: 0, end: source.length };
    return { expression: placeExpression(parsed, tokens, offsets) };
  } catch (thrown) {
    const token: unknown = thrown instanceof Error && "tok" in thrown ? thrown.tok : undefined;
    const index = tokens.findIndex((one) => Object.is(one, token));
    const start = offsets[index] ?? 0;
    return failed(thrown, start, start + (tokens[index]?.lexeme.length ?? source.length));
  }
}

/** GitHub takes any white space between tokens, the library only the usual; what stands in a text stays. */
function plainSpaces(source: string): string {
  return ODD_SPACE.test(source)
    ? source.replace(/'[^']*'|[^\S \t\r\n]|\u0085/g, (found) => (found.startsWith("'") ? found : " "))
    : source;
}

const ODD_SPACE = /[^\S \t\r\n]|\u0085/;

function failed(thrown: unknown, start: number, end: number): ParsedExpression {
  const text = errorMessage(thrown);
  // Beyond the first sentence the library repeats the whole expression.
  const symbol = /^(Unexpected symbol: '([\s\S]*?)')\. Located at position (\d+) within expression:/.exec(text);
  if (!symbol) return { message: `${sentence(text)}.`, start, end };
  const from = Number(symbol[3]) - 1;
  return { message: `${sentence(symbol[1] ?? "")}.`, start: from, end: from + (symbol[2] ?? "").length };
}

function sentence(text: string): string {
  if (text === "ErrorExceededMaxLength") return "It is longer than GitHub reads";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Where each token starts: they stand in order, with nothing but white space between. */
function offsetsOf(source: string, tokens: readonly Token[]): readonly number[] {
  let at = 0;
  return tokens.map(({ lexeme }) => {
    while (at < source.length && !source.startsWith(lexeme === "" ? "\0" : lexeme, at)) at += 1;
    const start = at;
    at += lexeme.length;
    return start;
  });
}

function namesIn(tokens: readonly Token[]): string[] {
  return tokens.filter(({ type }) => type === TokenType.IDENTIFIER).map(({ lexeme }) => lexeme);
}

/** The library knows the functions of the language; which of the others are there depends on where an expression stands. */
function functionsIn(tokens: readonly Token[]) {
  return tokens
    .filter(({ type }, index) => type === TokenType.IDENTIFIER && tokens[index + 1]?.type === TokenType.LEFT_PAREN)
    .map(({ lexeme }) => ({ name: lexeme, minArgs: 0, maxArgs: Number.MAX_SAFE_INTEGER }));
}
