import type { Span } from "./slip.ts";

/** What is open at an offset: a text in quotes, and the brackets around it. */
export interface Open {
  /** Where the quote stands that has not been closed. */
  readonly quote: number | undefined;
  /** Offsets of the brackets that have not been closed, the outermost first. */
  readonly brackets: readonly number[];
  /** The text in quotes, or the list or mapping in brackets, that ended last. */
  readonly closed: Span | undefined;
}

/** Reads a text up to an offset, as far as quotes, brackets, comments and texts of several lines go. Linear. */
export function openAt(text: string, end: number): Open {
  const brackets: number[] = [];
  let closed: Span | undefined;
  let isStart = true;
  let at = 0;
  while (at < end) {
    const character = text.charAt(at);
    if (character === "#" && (at === 0 || /\s/.test(text.charAt(at - 1)))) at = endOfLine(text, at);
    else if (isStart && (character === '"' || character === "'")) {
      const close = closingQuote(text, at);
      if (close >= end) return { quote: at, brackets, closed };
      closed = { start: at, end: close + 1 };
      at = close + 1;
      isStart = false;
    } else if (isStart && (character === "|" || character === ">") && brackets.length === 0) {
      at = endOfBlock(text, at);
      isStart = true;
    } else if ((isStart || brackets.length > 0) && (character === "[" || character === "{")) {
      brackets.push(at);
      at += 1;
      isStart = true;
    } else if (brackets.length > 0 && (character === "]" || character === "}")) {
      const open = brackets.pop() ?? at;
      closed = { start: open, end: at + 1 };
      at += 1;
      isStart = false;
    } else {
      isStart = startsText(character, text.charAt(at + 1), isStart, brackets.length > 0);
      at += 1;
    }
  }
  return { quote: undefined, brackets, closed };
}

/** Whether a text may start behind a character. */
function startsText(character: string, next: string, wasStart: boolean, isWithin: boolean): boolean {
  if (character === "\n" || character === "\r") return true;
  if (character === " " || character === "\t") return wasStart;
  if (character === ",") return isWithin;
  const isIndicator = character === ":" || (wasStart && (character === "-" || character === "?"));
  return isIndicator && (next === "" || /\s/.test(next) || (isWithin && character === ":"));
}

/** Where a text in quotes ends; the end of the whole where it does not. */
function closingQuote(text: string, open: number): number {
  const quote = text.charAt(open);
  for (let at = open + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === '"' && character === "\\") at += 1;
    else if (character === quote && quote === "'" && text.charAt(at + 1) === "'") at += 1;
    else if (character === quote) return at;
  }
  return text.length;
}

/** Where a text of several lines ends: at the first line that is not further in than the one that starts it. */
function endOfBlock(text: string, at: number): number {
  const start = text.lastIndexOf("\n", at) + 1;
  const indent = /^ */.exec(text.slice(start, at))?.[0].length ?? 0;
  let line = endOfLine(text, at) + 1;
  while (line < text.length) {
    const end = endOfLine(text, line);
    const content = text.slice(line, end);
    if (content.trim() !== "" && (/^ */.exec(content)?.[0].length ?? 0) <= indent) break;
    line = end + 1;
  }
  return line;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
