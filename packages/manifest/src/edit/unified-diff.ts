import type { Edit } from "@towpath/core";
import { applyEdits } from "./apply-edits.ts";

/** Lines shown around what changes. */
const CONTEXT = 3;

interface Hunk {
  /** The first line of the old text that it is about, from 0. */
  readonly start: number;
  readonly old: readonly string[];
  readonly now: readonly string[];
}

/**
 * What edits do to a text, as lines of a unified diff without its file names: `@@ -3,7 +3,8 @@`, lines with a space, `-` or
 * `+` before them. (https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html)
 */
export function unifiedDiff(text: string, edits: readonly Edit[]): readonly string[] {
  const lines = text.replace(/^\ufeff/, "").split(/(?<=\n)|(?<=\r)(?!\n)/);
  const hunks = hunksOf(lines, edits);
  const shown: string[] = [];
  let shift = 0;
  for (let index = 0; index < hunks.length; ) {
    const group: Hunk[] = [];
    let end = 0;
    for (
      let hunk = hunks[index];
      hunk && (group.length === 0 || hunk.start - end <= 2 * CONTEXT);
      hunk = hunks[index]
    ) {
      group.push(hunk);
      end = hunk.start + hunk.old.length;
      index += 1;
    }
    const from = Math.max((group[0]?.start ?? 0) - CONTEXT, 0);
    const to = Math.min(end + CONTEXT, isOpenEnd(lines) ? lines.length - 1 : lines.length);
    const grown = group.reduce((sum, { old, now }) => sum + now.length - old.length, 0);
    shown.push(
      `@@ -${from + 1},${to - from} +${from + 1 + shift},${to - from + grown} @@`,
      ...body(lines, group, from, to),
    );
    shift += grown;
  }
  return shown;
}

function body(lines: readonly string[], group: readonly Hunk[], from: number, to: number): readonly string[] {
  const shown: string[] = [];
  let at = from;
  const same = (end: number): void => {
    for (; at < end; at += 1) shown.push(` ${withoutBreak(lines[at] ?? "")}`);
  };
  for (const { start, old, now } of group) {
    same(start);
    shown.push(...old.map((line) => `-${withoutBreak(line)}`), ...now.map((line) => `+${withoutBreak(line)}`));
    at = start + old.length;
  }
  same(to);
  return shown;
}

/** The lines that edits touch, with what becomes of them. */
function hunksOf(lines: readonly string[], edits: readonly Edit[]): readonly Hunk[] {
  const groups: { start: number; end: number; edits: Edit[] }[] = [];
  for (const edit of edits) {
    const [start, end] = [edit.range.start.line - 1, edit.range.end.line];
    const last = groups.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else groups.push({ start, end, edits: [edit] });
  }
  return groups.flatMap(({ start, end, edits: some }) => {
    const old = lines.slice(start, end);
    const moved = some.map((edit) => ({
      ...edit,
      range: { start: up(edit.range.start, start), end: up(edit.range.end, start) },
    }));
    const applied = applyEdits(old.join(""), moved);
    const now = applied.ok ? applied.text.split(/(?<=\n)|(?<=\r)(?!\n)/).filter((line) => line !== "") : old;
    const real = old.filter((line) => line !== "");
    let head = 0;
    while (head < Math.min(real.length, now.length) && real[head] === now[head]) head += 1;
    let tail = 0;
    while (tail < Math.min(real.length, now.length) - head && real.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
    const hunk = {
      start: start + head,
      old: real.slice(head, real.length - tail),
      now: now.slice(head, now.length - tail),
    };
    return hunk.old.length + hunk.now.length === 0 ? [] : hunk;
  });
}

function up({ line, column }: Edit["range"]["start"], by: number): Edit["range"]["start"] {
  return { line: line - by, column };
}

/** A text that ends with a line break has no line behind it. */
function isOpenEnd(lines: readonly string[]): boolean {
  return lines.at(-1) === "";
}

function withoutBreak(line: string): string {
  return line.replace(/\r?\n$|\r$/, "");
}
