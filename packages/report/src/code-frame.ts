import type { Range } from "@towpath/core";
import stringWidth from "fast-string-width";
import { printable } from "./printable.ts";

/** The part of a long line that is looked at, in UTF-16 code units to each side of what is marked. */
const REACH = 400;
/** How many lines of a range are drawn before its last one. */
const FIRST_LINES = 2;

/** A line of a frame: one of the source, or the carets below it. Plain text, ready to be printed. */
export interface FrameLine {
  readonly text: string;
  readonly isMarks: boolean;
}

/**
 * The lines of `source` that `range` is on, each with carets below what is meant; of a range of more than three lines the
 * first two and the last. None where the source has no such line.
 *
 * @param width how many columns there are; a longer line is cut around the carets
 */
export function codeFrame(source: string, range: Range, width = 120): readonly FrameLine[] {
  const { start, end } = range;
  const lines = linesOf(source, start.line, Math.max(start.line, end.column === 1 ? end.line - 1 : end.line));
  const last = lines.at(-1)?.number ?? 0;
  const gutter = String(last).length;
  const room = Math.max(20, width - gutter - " | ".length);
  return lines.flatMap(({ number, text }, index) => {
    const written = text.trimEnd().length;
    const from =
      number === start.line ? Math.min(start.column - 1, text.length) : text.length - text.trimStart().length;
    const to = number === end.line ? Math.min(end.column - 1, text.length) : written;
    const drawn = marked(text, from, Math.max(from, to), room);
    const isCut = index > 0 && number > (lines[index - 1]?.number ?? 0) + 1;
    return [
      ...(isCut ? [{ text: `${" ".repeat(gutter)} …`, isMarks: false }] : []),
      { text: `${String(number).padStart(gutter)} | ${drawn.text}`.trimEnd(), isMarks: false },
      ...(drawn.text.trim() === "" && index > 0
        ? []
        : [{ text: `${" ".repeat(gutter)} | ${drawn.marks}`, isMarks: true }]),
    ];
  });
}

/** A line with the carets for a part of it, cut around that part where it does not fit. */
function marked(
  line: string,
  from: number,
  to: number,
  room: number,
): { readonly text: string; readonly marks: string } {
  const left = Math.max(0, from - REACH);
  const before = printable(line.slice(left, from));
  const part = printable(line.slice(from, Math.min(to, from + REACH)));
  const after = printable(line.slice(to, to + REACH));

  const free = room - stringWidth(part) - stringWidth(after);
  const indent = left === 0 ? cutStart(before, Math.max(10, Math.floor(room / 2), free)) : `…${cutStart(before, 20)}`;
  const shown = cutEnd(part, Math.max(1, room - stringWidth(indent)));
  const rest = shown === part ? cutEnd(after, room - stringWidth(indent) - stringWidth(shown)) : "";
  return {
    text: `${indent}${shown}${rest}`,
    marks: `${" ".repeat(stringWidth(indent))}${"^".repeat(Math.max(1, stringWidth(shown)))}`,
  };
}

interface SourceLine {
  readonly number: number;
  readonly text: string;
}

/**
 * The first lines and the last one of some, by their numbers from 1, without their breaks and without a byte-order mark, which has no column. Breaks as YAML
 * 1.2.2 has them (5.4): LF, CR LF, CR.
 */
function linesOf(source: string, first: number, last: number): readonly SourceLine[] {
  const breaks = /\r\n|\n|\r/g;
  const lines: SourceLine[] = [];
  let end: SourceLine | undefined;
  let start = source.startsWith("\ufeff") ? 1 : 0;
  for (let number = 1; number <= last; number += 1) {
    const found = breaks.exec(source);
    const line = { number, text: source.slice(start, found?.index ?? source.length) };
    if (number >= first && lines.length < FIRST_LINES) lines.push(line);
    else if (number >= first) end = line;
    if (!found) break;
    start = breaks.lastIndex;
  }
  return end ? [...lines, end] : lines;
}

function cutEnd(text: string, room: number): string {
  if (room <= 0) return "";
  if (stringWidth(text) <= room) return text;
  let cut = "";
  for (const character of text) {
    if (stringWidth(cut + character) > room - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

function cutStart(text: string, room: number): string {
  if (stringWidth(text) <= room) return text;
  const characters = [...text];
  let first = characters.length;
  while (first > 0 && stringWidth(characters.slice(first - 1).join("")) < room) first -= 1;
  return `…${characters.slice(first).join("")}`;
}
