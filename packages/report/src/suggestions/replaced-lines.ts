import { compareText, type Edit, type Finding } from "@towpath/core";
import { lastLine } from "../blob-link.ts";

/** Whole lines that take the place of others. */
export interface Replacement {
  readonly file: string;
  /** The first and the last line that are replaced, from 1. */
  readonly first: number;
  readonly last: number;
  /** What stands there afterwards; none where the lines go. */
  readonly lines: readonly string[];
  /** The findings that want it. */
  readonly findings: readonly Finding[];
}

interface Wanted {
  readonly edit: Edit;
  readonly finding: Finding;
  /** Another finding wants the very same. */
  readonly isRepeated?: boolean;
}

/**
 * The edits of findings as replacements of whole lines: edits on the same lines of a file become one.
 *
 * @returns also the findings with an edit that excludes an earlier one, or whose file or lines are not there
 */
export function replacedLines(
  findings: readonly Finding[],
  source: (file: string) => string | undefined,
): { readonly replacements: readonly Replacement[]; readonly clashing: ReadonlySet<Finding> } {
  const files = new Map<string, Wanted[]>();
  for (const finding of findings) {
    for (const edit of finding.edits ?? []) {
      const known = files.get(edit.file);
      if (known) known.push({ edit, finding });
      else files.set(edit.file, [{ edit, finding }]);
    }
  }
  const clashing = new Set<Finding>();
  const replacements: Replacement[] = [];
  for (const [file, wanted] of [...files].sort(([a], [b]) => compareText(a, b))) {
    const text = source(file);
    if (text === undefined) for (const { finding } of wanted) clashing.add(finding);
    else replacements.push(...inFile(file, text, wanted, clashing));
  }
  return { replacements, clashing };
}

function inFile(file: string, text: string, all: readonly Wanted[], clashing: Set<Finding>): readonly Replacement[] {
  const lines = splitLines(text);
  const groups: { first: number; last: number; wanted: Wanted[] }[] = [];
  for (const one of apart(all, clashing)) {
    const { range } = one.edit;
    if (range.end.line > lines.length + 1) {
      clashing.add(one.finding);
      continue;
    }
    const first = Math.min(range.start.line, lines.length);
    const last = Math.min(lastTouched(one.edit), lines.length);
    const before = groups.at(-1);
    if (before && first <= before.last) {
      before.last = Math.max(before.last, last);
      before.wanted.push(one);
    } else groups.push({ first, last, wanted: [one] });
  }
  return groups.map(({ first, last, wanted }) => {
    const findings = [...new Set(wanted.map(({ finding }) => finding))];
    return { file, first, last, lines: replaceIn(lines, first, last, wanted), findings };
  });
}

/** Edits in their order, each behind the end of the one before it. One that two findings want alike is made once. */
function apart(all: readonly Wanted[], clashing: Set<Finding>): readonly Wanted[] {
  const sorted = [...all].sort(({ edit: a }, { edit: b }) => comparePositions(a.range.start, b.range.start));
  const kept: Wanted[] = [];
  for (const one of sorted) {
    const before = kept.at(-1);
    if (before && isSame(before.edit, one.edit)) kept.push({ ...one, isRepeated: true });
    else if (!before || comparePositions(before.edit.range.end, one.edit.range.start) <= 0) kept.push(one);
    else clashing.add(one.finding);
  }
  return kept.filter(({ finding }) => !clashing.has(finding));
}

/** What stands in place of some lines when the edits on them are made. */
function replaceIn(
  lines: readonly string[],
  first: number,
  last: number,
  wanted: readonly Wanted[],
): readonly string[] {
  let text = "";
  let at = { line: first, column: 1 };
  const keepUpTo = (end: Edit["range"]["end"]): void => {
    for (; at.line < end.line; at = { line: at.line + 1, column: 1 }) {
      const line = lines[at.line - 1];
      if (line !== undefined) text += `${line.slice(at.column - 1)}\n`;
    }
    text += lines[at.line - 1]?.slice(at.column - 1, end.column - 1) ?? "";
    at = { line: end.line, column: end.column };
  };
  for (const { edit, isRepeated } of wanted) {
    if (isRepeated) continue;
    keepUpTo(edit.range.start);
    text += edit.text.replaceAll("\r\n", "\n");
    at = edit.range.end;
  }
  keepUpTo({ line: last + 1, column: 1 });
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** The last line that changes: the one at whose start an edit ends only where that edit takes its break and gives none. */
function lastTouched({ range, text }: Edit): number {
  const keepsBreak = text.endsWith("\n") || (text === "" && range.start.column === 1);
  return keepsBreak ? lastLine(range) : Math.max(range.start.line, range.end.line);
}

function splitLines(text: string): readonly string[] {
  return text
    .replace(/^\ufeff/, "")
    .replace(/(?:\r\n|\n|\r)$/, "")
    .split(/\r\n|\n|\r/);
}

function isSame(a: Edit, b: Edit): boolean {
  return (
    a.text === b.text &&
    comparePositions(a.range.start, b.range.start) === 0 &&
    comparePositions(a.range.end, b.range.end) === 0
  );
}

function comparePositions(a: Edit["range"]["start"], b: Edit["range"]["start"]): number {
  return a.line - b.line || a.column - b.column;
}
