import type { Entry, Part } from "./layout.ts";
import { columnOf, lineEnd, lineStart, nextLine, startsLine, triviaAt } from "./lines-of.ts";

/** The lines of an entry in block style. */
export interface Extent {
  /** Where the first of its own comment lines starts; the entry's start where it shares its line with what is around it. */
  readonly start: number;
  /** Behind the comment on its last line, and the deeper comment lines below it; before the line break. */
  readonly end: number;
  /** It begins its line. */
  readonly ownsLine: boolean;
}

/**
 * The lines that belong to an entry: comment lines right above it, at its column, without a blank line between, and all
 * that is indented deeper below it. A comment at the head of the file is the file's.
 *
 * @param floor behind what comes before it: its own comments start there at the earliest
 */
export function extentOf(text: string, { start, key, value }: Entry, floor: number): Extent {
  const ownsLine = startsLine(text, start);
  const column = columnOf(text, start);
  const contentEnd = Math.max(value.end, key?.end ?? 0);
  return {
    start: ownsLine ? ownComments(text, lineStart(text, start), column, floor) : start,
    end: deeperComments(text, lastLineEnd(text, contentEnd), column),
    ownsLine,
  };
}

/** Where the line ends that holds the last of a value; a block scalar ends behind its last line break. */
export function lastLineEnd(text: string, contentEnd: number): number {
  if (text[contentEnd - 1] !== "\n") return lineEnd(text, contentEnd);
  return text[contentEnd - 2] === "\r" ? contentEnd - 2 : contentEnd - 1;
}

function ownComments(text: string, entryLine: number, column: number, floor: number): number {
  let start = entryLine;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    const trivia = triviaAt(text, above);
    if (above < floor || !trivia || trivia.isBlank || trivia.column !== column) break;
    start = above;
  }
  return start === 0 ? entryLine : start;
}

function deeperComments(text: string, from: number, column: number): number {
  let end = from;
  for (let line = nextLine(text, from); line < text.length; line = nextLine(text, line)) {
    const trivia = triviaAt(text, line);
    if (!trivia || (!trivia.isBlank && trivia.column <= column)) break;
    if (!trivia.isBlank) end = lineEnd(text, line);
  }
  return end;
}

/** Where an entry's own comments may start: behind the entry before it. Above the first there is no value to end. */
export function floorOf(text: string, { entries }: Part, index: number): number {
  const before = entries[index - 1];
  if (!before) return 0;
  const end = Math.max(before.value.end, before.key?.end ?? 0);
  return text[end - 1] === "\n" ? end : nextLine(text, end);
}

/** True for a value whose text goes on through blank lines: a block scalar with `+`. */
export function keepsBlankLines(text: string, part: Part): boolean {
  const last = part.entries.at(-1);
  if (last) return keepsBlankLines(text, last.value);
  return part.style === "literal" && text.slice(part.start, part.headerEnd).includes("+");
}
