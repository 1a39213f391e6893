import type { Edit, Position } from "@towpath/core";

/** A text with its edits made, or the edit that cannot be made, and why. */
export type AppliedEdits =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly edit: Edit; readonly why: string };

interface Located {
  readonly edit: Edit;
  readonly start: number;
  readonly end: number;
}

/**
 * Makes edits of one file's text, all of them or none: refused are edits that overlap, ranges that are not in the text,
 * and edits of several files. Two edits that are the same are one. Those that put something in at the same position do so
 * in their order. A byte-order mark has no column.
 */
export function applyEdits(text: string, edits: readonly Edit[]): AppliedEdits {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const body = text.slice(mark.length);
  const lines = linesOf(body);
  const located: Located[] = [];
  const seen = new Set<string>();
  for (const edit of edits) {
    if (edit.file !== edits[0]?.file) return { ok: false, edit, why: "it is of another file" };
    const { start, end } = edit.range;
    const key = JSON.stringify([start.line, start.column, end.line, end.column, edit.text]);
    if (seen.has(key)) continue;
    seen.add(key);
    const [from, to] = [offsetOf(lines, start), offsetOf(lines, end)];
    if (from === undefined || to === undefined || to < from)
      return { ok: false, edit, why: "its range is not in the text" };
    located.push({ edit, start: from, end: to });
  }
  located.sort((a, b) => a.start - b.start || a.end - b.end);
  let changed = mark;
  let at = 0;
  for (const { edit, start, end } of located) {
    if (start < at) return { ok: false, edit, why: "it overlaps with another" };
    changed += body.slice(at, start) + edit.text;
    at = end;
  }
  return { ok: true, text: changed + body.slice(at) };
}

interface Line {
  readonly start: number;
  /** Without its line break. */
  readonly length: number;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ start, length: index - start });
    start = index + lineBreak.length;
  }
  return [...lines, { start, length: text.length - start }];
}

function offsetOf(lines: readonly Line[], { line, column }: Position): number | undefined {
  const found = lines[line - 1];
  if (!found || !Number.isInteger(column) || column < 1 || column > found.length + 1) return undefined;
  return found.start + column - 1;
}
