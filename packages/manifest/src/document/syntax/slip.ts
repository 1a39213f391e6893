/** Where reading a file as YAML ended, with the lines around it. */
export interface Slip {
  readonly text: string;
  /** The offset where the parser gave up. */
  readonly at: number;
  /** What the parser says about it. */
  readonly reason: string;
  /** The line of `at`. */
  readonly line: Line;
  /** The next line above it that holds more than a comment. */
  readonly above: Line | undefined;
  /** What stands in the line before `at`, and from there on. */
  readonly before: string;
  readonly rest: string;
}

/** A line without its break, as far as it is looked at. */
export interface Line {
  readonly start: number;
  readonly text: string;
  /** How many spaces it starts with. */
  readonly indent: number;
}

/** What a slip means to whoever wrote the file. */
export interface Said {
  readonly message: string;
  /** The first is the main one. */
  readonly at: readonly Span[];
  readonly suggestions: readonly string[];
}

/** A part of the text, as offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** What a further span has to do with the slip. */
  readonly note?: string;
}

/** How much of one line is looked at: a line of a megabyte is nobody's slip of the fingers. */
const REACH = 1_000;

/** Looks at a file's text where its parser gave up. */
export function slipAt(text: string, offset: number, reason: string): Slip {
  const at = Math.min(Math.max(offset, 0), text.length);
  const line = lineAt(text, at);
  const before = text.slice(Math.max(line.start, at - REACH), at);
  return { text, at, reason, line, above: lineAbove(text, line), before, rest: text.slice(at, endOfLine(text, at)) };
}

/** The next line above another that holds more than a comment. */
export function lineAbove(text: string, below: Line): Line | undefined {
  for (let end = below.start - 1; end >= 0; ) {
    const line = lineAt(text, end);
    if (!/^\s*(#|$)/.test(line.text)) return line;
    end = line.start - 1;
  }
  return undefined;
}

/** All of what a line says, without its indentation. */
export function spanOf({ start, text, indent }: Line): Span {
  return { start: start + indent, end: start + text.trimEnd().length };
}

function lineAt(text: string, at: number): Line {
  let start = at;
  while (start > 0 && !isBreak(text, start - 1)) start -= 1;
  const line = text.slice(start, endOfLine(text, start));
  return { start, text: line, indent: /^ */.exec(line)?.[0].length ?? 0 };
}

function endOfLine(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from < REACH && !isBreak(text, end)) end += 1;
  return end;
}

function isBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}

const LONGEST = 40;

/** A piece of the file as it is quoted, on one line and cut where it is long. */
export function quoted(piece: string): string {
  const text = piece.trim().split(/[\r\n]/, 1)[0] ?? "";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
