/** One line of a hunk. A context line has both numbers, a removed one only the old, an added one only the new. */
export interface PatchLine {
  readonly kind: "context" | "added" | "removed";
  readonly oldLine?: number;
  readonly newLine?: number;
  /** Without the sign and without the line feed; a carriage return stays. Untrusted text. */
  readonly text: string;
  /** True for a last line without a line feed at its end. */
  readonly isUnended?: true;
}

/** A run of changed lines with what surrounds them. Line numbers count from 1. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly PatchLine[];
}

const HEADER = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

/**
 * Reads the hunks of one file's patch, as GitHub's `patch` has them and as `git diff` prints them: what stands before the first
 * `@@` is passed over. Lines are counted by the hunk's header and told apart by nothing else, so that a removed line `-- x`
 * is no file's header. Undefined where the text is no whole patch; a patch that ends early is none. GNU diffutils manual,
 * "Detailed Description of Unified Format".
 */
export function parsePatch(patch: string): readonly Hunk[] | undefined {
  const lines = patch.split("\n");
  if (lines.at(-1) === "") lines.pop();
  let at = lines.findIndex((line) => HEADER.test(line));
  if (at < 0) return undefined;
  const hunks: Hunk[] = [];
  while (at < lines.length) {
    const read = readHunk(lines, at);
    if (!read) return undefined;
    hunks.push(read.hunk);
    at = read.end;
  }
  return hunks;
}

function readHunk(lines: readonly string[], start: number): { readonly hunk: Hunk; readonly end: number } | undefined {
  const header = HEADER.exec(lines[start] ?? "");
  if (!header) return undefined;
  const [oldStart, oldLines, newStart, newLines] = [header[1], header[2] ?? 1, header[3], header[4] ?? 1].map(Number);
  if (oldStart === undefined || oldLines === undefined || newStart === undefined || newLines === undefined)
    return undefined;
  const oldEnd = oldStart + oldLines;
  const newEnd = newStart + newLines;
  const read: PatchLine[] = [];
  let [oldLine, newLine, at] = [oldStart, newStart, start + 1];
  while (oldLine < oldEnd || newLine < newEnd || isNoEnd(lines[at])) {
    const line = lines[at++];
    if (line === undefined) return undefined;
    const text = line.slice(1);
    const previous = read.at(-1);
    if (line.startsWith("\\")) {
      if (previous) read[read.length - 1] = { ...previous, isUnended: true };
    } else if (line.startsWith("+")) read.push({ kind: "added", newLine: newLine++, text });
    else if (line.startsWith("-")) read.push({ kind: "removed", oldLine: oldLine++, text });
    // An empty line is a context line whose blank was lost on the way.
    else if (line.startsWith(" ") || line === "")
      read.push({ kind: "context", oldLine: oldLine++, newLine: newLine++, text });
    else return undefined;
    if (oldLine > oldEnd || newLine > newEnd) return undefined;
  }
  return { hunk: { oldStart, oldLines, newStart, newLines, lines: read }, end: at };
}

/** `\ No newline at end of file`, in whatever language git speaks. */
function isNoEnd(line: string | undefined): boolean {
  return line?.startsWith("\\") === true;
}

/**
 * Whether the new file's lines from `start` to `end` can carry a review comment: all of them in one hunk, changed or around a
 * change.
 */
export function isInDiff(hunks: readonly Hunk[], start: number, end: number = start): boolean {
  return start <= end && hunks.some((hunk) => start >= hunk.newStart && end < hunk.newStart + hunk.newLines);
}

/** The numbers of the new file's lines that were added or changed, rising. */
export function addedLines(hunks: readonly Hunk[]): readonly number[] {
  return hunks.flatMap((hunk) =>
    hunk.lines.flatMap((line) => (line.kind === "added" && line.newLine !== undefined ? [line.newLine] : [])),
  );
}
