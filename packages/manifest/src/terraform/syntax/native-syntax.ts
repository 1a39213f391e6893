import { Lines } from "../../document/lines.ts";
import type { Attribute, Block, Body, ModuleFlaw, ModulePlace, ReadFile } from "./block.ts";
import { OTHER } from "./expression.ts";
import { readExpression } from "./native-expression.ts";
import { scanner, type Token } from "./scanner.ts";

/** Deeper than anyone nests blocks. */
const DEEPEST = 50;
/** Of one expression that is looked into; a larger one is taken as one that has to be evaluated. */
const MOST_TOKENS = 50_000;
const MOST_FLAWS = 20;

/**
 * Reads the blocks of a file in Terraform's native syntax. Expressions are looked into only within the types of blocks that are
 * asked for; of the others their brackets have to fit.
 *
 * @param path of the file, for places
 * @param types of the blocks at the top of the file that are wanted
 */
export function readNative(text: string, path: string, types: ReadonlySet<string>): ReadFile {
  const lines = new Lines(text);
  const flaws: ModuleFlaw[] = [];
  const placeOf = (start: number, end: number): ModulePlace => ({
    path,
    range: { start: lines.position(start), end: lines.position(end) },
  });
  const flaw = (message: string, { start, end }: { readonly start: number; readonly end: number }): void => {
    if (flaws.length < MOST_FLAWS) flaws.push({ ...placeOf(start, end), message });
  };
  const scan = scanner(text, (found) => flaw(found.message, found));
  let ahead = scan();
  const peek = (): Token => ahead;
  const next = (): Token => {
    const token = ahead;
    ahead = scan();
    return token;
  };

  /** Behind the newline, to where the next item may begin. */
  const skipLine = (): void => {
    while (peek().kind !== "newline" && peek().kind !== "end") next();
  };

  /** @param isOneLine what follows stands on the line of the bracket that opens the block */
  const readBody = (isWanted: boolean, depth: number, isOneLine: boolean): Body | undefined => {
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    let isShort = isOneLine;
    const broken = (token: Token): void => {
      flaw("a block on one line holds one argument and its closing }", token);
      isShort = false;
    };
    for (;;) {
      if (peek().kind === "newline") {
        next();
        continue;
      }
      if (peek().kind === "end" || (depth > 0 && isClosing(peek()))) return { attributes, blocks };
      const name = next();
      if (name.kind !== "word" || name.text === undefined) {
        const isStray = name.kind === "close";
        flaw(isStray ? `this ${name.text} closes nothing` : "the name of an argument or a block was expected", name);
        skipLine();
        continue;
      }
      if (peek().kind === "sign" && peek().text === "=") {
        next();
        const tokens = readTokens(name);
        const at = placeOf(name.start, name.end);
        if (attributes.has(name.text)) flaw(`${name.text} is here twice`, name);
        else attributes.set(name.text, { at, value: isWanted ? readExpression(tokens) : OTHER });
        if (isShort && !isClosing(peek())) broken(peek());
        else if (!isShort && isClosing(peek()) && depth > 0) flaw("behind an argument the line has to end", peek());
        continue;
      }
      if (isShort) broken(name);
      const block = readBlock(name, isWanted || (depth === 0 && types.has(name.text)), depth);
      if (!block) return undefined;
      if (block !== "broken") blocks.push(block);
    }
  };

  const readBlock = (name: Token, isWanted: boolean, depth: number): Block | "broken" | undefined => {
    const labels: string[] = [];
    let last = name;
    while ((peek().kind === "word" || peek().kind === "text") && peek().text !== undefined) {
      last = next();
      labels.push(last.text ?? "");
    }
    if (peek().kind !== "open" || peek().text !== "{") {
      flaw(`behind ${name.text} either = and a value or { and a block was expected`, peek());
      skipLine();
      return "broken";
    }
    const open = next();
    if (depth === DEEPEST) {
      flaw("this nests too deep", open);
      return undefined;
    }
    const isOneLine = peek().kind !== "newline" && !isClosing(peek());
    const body = readBody(isWanted, depth + 1, isOneLine);
    if (!body) return undefined;
    if (peek().kind === "end") flaw(`the block ${name.text} has no closing }`, open);
    else {
      next();
      if (peek().kind !== "newline" && peek().kind !== "end") flaw("behind a block the line has to end", peek());
    }
    return { type: name.text ?? "", labels, at: placeOf(name.start, last.end), body };
  };

  /** Up to where the value ends: with its line, outside of all brackets. */
  const readTokens = (name: Token): readonly Token[] | undefined => {
    const tokens: Token[] = [];
    const open: Token[] = [];
    let count = 0;
    for (;;) {
      if (peek().kind === "end") {
        const [first] = open;
        if (first) flaw(`this ${first.text} is never closed`, first);
        break;
      }
      if (open.length === 0 && (peek().kind === "newline" || isClosing(peek()))) break;
      if (peek().kind === "open") open.push(peek());
      if (peek().kind === "close") {
        const opened = open.pop();
        if (!opened || !fits(opened, peek())) {
          flaw(opened ? `this ${peek().text} closes no ${opened.text}` : `this ${peek().text} closes nothing`, peek());
          skipLine();
          return undefined;
        }
      }
      if (open.length === 0 && peek().kind === "sign" && [",", "="].includes(peek().text ?? "")) {
        flaw("behind an argument the line has to end", peek());
        skipLine();
        return undefined;
      }
      const token = next();
      count += 1;
      if (count <= MOST_TOKENS) tokens.push(token);
    }
    if (count === 0) flaw(`${name.text} has no value`, name);
    return count > MOST_TOKENS ? undefined : tokens;
  };

  const body = readBody(false, 0, false);
  return { blocks: body?.blocks ?? [], flaws };
}

function isClosing({ kind, text }: Token): boolean {
  return kind === "close" && text === "}";
}

function fits(open: Token, close: Token): boolean {
  return ["{}", "[]", "()"].includes(`${open.text}${close.text}`);
}
