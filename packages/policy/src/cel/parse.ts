import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import type { Flaw } from "./flaw.ts";

/** The longest expression, in UTF-16 code units. */
export const LONGEST_EXPRESSION = 4096;

const parser = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: 600, maxDepth: 48, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 8 },
});

const LIMITS: Readonly<Record<string, string>> = {
  maxAstNodes: "The expression has too many parts.",
  maxDepth: "The expression is nested too deep.",
  maxListElements: "The list has more than 200 items.",
  maxMapEntries: "The map has more than 100 entries.",
  maxCallArguments: "The call has more than 8 arguments.",
};

/** The tree of an expression, or why there is none. https://github.com/google/cel-spec/blob/master/doc/langdef.md */
export function parseExpression(source: string): ASTNode | Flaw {
  const whole = { start: 0, end: source.length };
  if (source.length > LONGEST_EXPRESSION) {
    const message = `The expression has ${source.length.toLocaleString("en")} characters; it may have ${LONGEST_EXPRESSION.toLocaleString("en")}.`;
    return { message, ...whole, suggestions: ["Say it in several rules."] };
  }
  if (source.trim() === "") return { message: "There is no expression here.", ...whole, suggestions: [] };
  try {
    return parser.parse(source).ast;
  } catch (thrown) {
    if (!(thrown instanceof ParseError)) {
      return { message: "The expression is nested too deep.", ...whole, suggestions: ["Say it in several rules."] };
    }
    const { start, end } = thrown.range ?? whole;
    const { message, suggestions } = said(thrown, source, start);
    return { message, start, end: Math.max(end, Math.min(start + 1, source.length)), suggestions };
  }
}

const ENDED = "The expression ends too early.";

/** What the parser says, in our words. */
function said(
  { code, summary }: ParseError,
  source: string,
  start: number,
): { readonly message: string; readonly suggestions: readonly string[] } {
  const found = source.slice(start, start + 1);
  if (code === "limit_exceeded") {
    const limit = /max\w+/.exec(summary)?.[0] ?? "";
    return { message: LIMITS[limit] ?? "The expression is too large.", suggestions: ["Say it in several rules."] };
  }
  if (summary.includes("EOF")) return { message: ENDED, suggestions: [] };
  if (code === "unexpected_character" && found === "=") {
    return { message: "A single = compares nothing.", suggestions: ["Write == to compare."] };
  }
  if (code === "unexpected_character" && (found === "&" || found === "|")) {
    return { message: `A single ${found} joins nothing.`, suggestions: [`Write ${found}${found}.`] };
  }
  if (code === "unterminated_string" || code === "unterminated_triple_quoted_string") {
    return { message: "The text that starts here does not end.", suggestions: ["Close its quotes."] };
  }
  if (code === "reserved_identifier")
    return { message: `The name ${summary.split(": ")[1]} is reserved.`, suggestions: [] };
  if (code === "expected_token" || code === "unexpected_token") {
    return { message: `${found} cannot stand here: ${tokens(summary)}.`, suggestions: [] };
  }
  if (code === "unexpected_character") return { message: `${found} cannot stand here.`, suggestions: [] };
  return { message: `${summary}.`, suggestions: [] };
}

const TOKENS: Readonly<Record<string, string>> = {
  IDENTIFIER: "a name",
  RPAREN: ")",
  RBRACKET: "]",
  RBRACE: "}",
  LPAREN: "(",
  LBRACKET: "[",
  LBRACE: "{",
  COLON: ":",
  COMMA: ",",
  DOT: ".",
};

function tokens(summary: string): string {
  const expected = /^Expected (\w+)/.exec(summary)?.[1];
  return expected === undefined ? "a value was expected" : `${TOKENS[expected] ?? "something else"} was expected`;
}
