import type { Range } from "@towpath/core";
import stringWidth from "fast-string-width";
import { printable } from "./printable.ts";

/** The part of a long line that is looked at, in UTF-16 code units to each side of the range's start. */
const REACH = 400;

/**
 * The line of `source` where `range` starts, with carets below it. Two lines of plain text, ready to be printed, or none
 * where the source has no such line.
 *
 * @param width how many columns there are; a longer line is cut around the carets
 */
export function codeFrame(source: string, range: Range, width = 120): readonly string[] {
  const line = lineOf(source, range.start.line);
  if (line === undefined) return [];
  const gutter = String(range.start.line);
  const room = Math.max(20, width - gutter.length - 5);
  const from = Math.min(range.start.column - 1, line.length);
  const to = range.end.line > range.start.line ? line.length : Math.min(range.end.column - 1, line.length);

  const left = Math.max(0, from - REACH);
  const before = printable(withoutMark(line.slice(left, from)));
  const marked = printable(line.slice(from, Math.min(Math.max(to, from), from + REACH)));
  const after = printable(line.slice(Math.max(to, from), Math.max(to, from) + REACH));

  const indent = left === 0 ? cutStart(before, Math.max(10, Math.floor(room / 2))) : `…${cutStart(before, 20)}`;
  const shown = cutEnd(marked, Math.max(1, room - stringWidth(indent)));
  const rest = shown === marked ? cutEnd(after, room - stringWidth(indent) - stringWidth(shown)) : "";
  const carets = "^".repeat(Math.max(1, stringWidth(shown)));
  return [
    `${gutter} | ${indent}${shown}${rest}`.trimEnd(),
    `${" ".repeat(gutter.length)} | ${" ".repeat(stringWidth(indent))}${carets}`,
  ];
}

/** A line by its number from 1, without its break. Breaks as YAML 1.2.2 has them (5.4): LF, CR LF, CR. */
function lineOf(source: string, number: number): string | undefined {
  const breaks = /\r\n|\n|\r/g;
  let start = 0;
  for (let line = 1; line < number; line += 1) {
    if (!breaks.exec(source)) return undefined;
    start = breaks.lastIndex;
  }
  const end = breaks.exec(source)?.index ?? source.length;
  return source.slice(start, end);
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
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
