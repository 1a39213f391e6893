import type { Edit } from "@towpath/core";

/** A safe edit of a file, by its range in lines and columns. */
export function editOf(
  [line, column, endLine, endColumn]: readonly [number, number, number, number],
  text: string,
  facts: Partial<Edit> = {},
): Edit {
  const range = { start: { line, column }, end: { line: endLine, column: endColumn } };
  return { file: "towpath.yaml", range, text, safety: "safe", ...facts };
}

/** A text with edits made one after the other, the last first: the plain way, to hold another against. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  const lines = text.split("\n");
  const offset = ({ line, column }: Edit["range"]["start"]) =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  return edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => offset(b.edit.range.start) - offset(a.edit.range.start) || b.index - a.index)
    .reduce(
      (all, { edit }) => all.slice(0, offset(edit.range.start)) + edit.text + all.slice(offset(edit.range.end)),
      text,
    );
}
