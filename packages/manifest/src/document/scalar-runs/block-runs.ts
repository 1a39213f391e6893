import { type Run, Runs } from "./run.ts";

/** The runs of a block scalar. Its indentation is what its lines have in the text and not in the value. */
export function blockRuns(
  text: string,
  node: { readonly start: number; readonly end: number },
  value: string,
  isFolded: boolean,
): readonly Run[] {
  const lines = linesOf(text, node);
  const indent = indentOf(text, lines, value);
  const runs = new Runs();
  let lineEnd = node.start;
  let empty = 0;
  let hasContent = false;
  let isAfterIndented = false;
  for (const { start, end } of lines) {
    if (end - start <= indent && spacesFrom(text, start, end) === end - start) {
      empty += 1;
      continue;
    }
    const content = start + indent;
    const isIndented = text.charAt(content) === " " || text.charAt(content) === "\t";
    const breaks = empty + Number(hasContent);
    // Folding takes one break away between two lines that are not indented further; alone it becomes a space.
    const isJoined = isFolded && hasContent && !isIndented && !isAfterIndented;
    runs.written(isJoined ? Math.max(empty, 1) : breaks, lineEnd, 0);
    runs.plain(content, end - content);
    isAfterIndented = isFolded && isIndented;
    hasContent = true;
    empty = 0;
    lineEnd = end;
  }
  runs.written(Math.max(value.length - runs.length, 0), lineEnd, 0);
  return runs.all;
}

interface Line {
  readonly start: number;
  /** Before the line break. */
  readonly end: number;
}

function linesOf(text: string, node: { readonly start: number; readonly end: number }): readonly Line[] {
  const lines: Line[] = [];
  for (let start = node.start; start < node.end; ) {
    let end = start;
    while (end < node.end && text.charAt(end) !== "\n" && text.charAt(end) !== "\r") end += 1;
    lines.push({ start, end });
    start = end + (text.startsWith("\r\n", end) ? 2 : 1);
  }
  return lines;
}

/** Looks at the first line that is not blank: it starts with what the value starts with, behind the indentation. */
function indentOf(text: string, lines: readonly Line[], value: string): number {
  const line = lines.find(({ start, end }) => spacesFrom(text, start, end) < end - start);
  if (!line) return Number.POSITIVE_INFINITY;
  let solid = 0;
  while (value.charAt(solid) === " " || value.charAt(solid) === "\n") solid += 1;
  const own = solid - (value.lastIndexOf("\n", solid - 1) + 1);
  return spacesFrom(text, line.start, line.end) - (solid === 0 ? 0 : own);
}

function spacesFrom(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === 32) at += 1;
  return at - start;
}
