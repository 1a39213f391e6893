import { type Expression, OTHER } from "./expression.ts";
import type { Token } from "./scanner.ts";

const DEEPEST = 100;

/** Reads what tokens say as far as it says so without being evaluated. @param tokens undefined where they could not be read */
export function readExpression(tokens: readonly Token[] | undefined): Expression {
  if (!tokens) return OTHER;
  const closes = closingBrackets(tokens);
  let at = 0;
  /** Behind the bracket that closes the one at `opened`: what is within has to be evaluated. */
  const passOver = (opened: number): Expression => {
    at = (closes.get(opened) ?? tokens.length) + 1;
    return OTHER;
  };
  const skipNewlines = (): void => {
    while (tokens[at]?.kind === "newline") at += 1;
  };
  const takes = (text: string): boolean => {
    const token = tokens[at];
    if (token?.text !== text || token.kind === "text") return false;
    at += 1;
    return true;
  };
  /** `for NAME in …`, in a list or an object. */
  const isLoop = (): boolean => {
    skipNewlines();
    return tokens[at]?.text === "for" && tokens[at]?.kind === "word" && tokens[at + 1]?.kind === "word";
  };
  const read = (depth: number): Expression => {
    const token = tokens[at];
    if (!token) return OTHER;
    if (depth > DEEPEST) {
      at = tokens.length;
      return OTHER;
    }
    const opened = at;
    at += 1;
    if (token.kind === "text") return token.text === undefined ? OTHER : { kind: "literal", value: token.text };
    if (token.kind === "number") return { kind: "literal", value: Number(token.text) };
    if (token.text === "-" && tokens[at]?.kind === "number")
      return { kind: "literal", value: -Number(tokens[at++]?.text) };
    if (token.kind === "word") {
      const word = token.text ?? "";
      if (takes("(")) {
        const items = readList(")", depth);
        return items ? { kind: "call", name: word, arguments: items } : passOver(opened + 1);
      }
      if (word === "true" || word === "false") return { kind: "literal", value: word === "true" };
      return word === "null" ? { kind: "literal", value: null } : { kind: "word", word };
    }
    if (token.text === "(") {
      skipNewlines();
      const inner = read(depth + 1);
      skipNewlines();
      return takes(")") ? inner : passOver(opened);
    }
    if (token.text === "[") {
      const items = readList("]", depth);
      return items ? { kind: "list", items } : passOver(opened);
    }
    return token.text === "{" ? (readObject(depth) ?? passOver(opened)) : OTHER;
  };
  const readList = (close: string, depth: number): readonly Expression[] | undefined => {
    const items: Expression[] = [];
    if (isLoop()) return undefined;
    for (;;) {
      skipNewlines();
      if (takes(close)) return items;
      items.push(readItem(depth));
      skipNewlines();
      if (takes(",")) continue;
      return takes(close) ? items : undefined;
    }
  };
  /** An item, whatever it is: one that has to be evaluated ends where the next comma, line or bracket is. */
  const readItem = (depth: number): Expression => {
    const value = read(depth + 1);
    const isWhole = isBoundary(tokens[at]);
    if (isWhole) return value;
    skipToBoundary();
    return OTHER;
  };
  const skipToBoundary = (): void => {
    let open = 0;
    for (let token = tokens[at]; token && (open > 0 || !isBoundary(token)); token = tokens[at]) {
      if (token.kind === "open") open += 1;
      if (token.kind === "close") open -= 1;
      at += 1;
    }
  };
  const readObject = (depth: number): Expression | undefined => {
    const members = new Map<string, Expression>();
    if (isLoop()) return undefined;
    for (;;) {
      skipNewlines();
      if (takes("}")) return { kind: "object", members };
      const key = read(depth + 1);
      const name = key.kind === "word" ? key.word : key.kind === "literal" ? String(key.value) : undefined;
      if (name === undefined || !(takes("=") || takes(":"))) return undefined;
      skipNewlines();
      members.set(name, readItem(depth));
      takes(",");
      const end = tokens[at];
      if (!end || (end.kind !== "newline" && tokens[at - 1]?.text !== "," && end.text !== "}")) return undefined;
    }
  };
  const value = read(0);
  return at === tokens.length ? value : OTHER;
}

function isBoundary(token: Token | undefined): boolean {
  return !token || token.kind === "newline" || token.kind === "close" || (token.kind === "sign" && token.text === ",");
}

/** Where the bracket stands that closes the one at an index. */
function closingBrackets(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { kind }] of tokens.entries()) {
    if (kind === "open") open.push(index);
    const opened = kind === "close" ? open.pop() : undefined;
    if (opened !== undefined) closes.set(opened, index);
  }
  return closes;
}
