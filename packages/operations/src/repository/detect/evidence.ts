/** Where something was found: a file of the repository, relative to the service's folder, and the line that says it. */
export interface Evidence {
  readonly file: string;
  /** Counts from 1. */
  readonly line?: number | undefined;
}

/** Something that was found, and where. */
export interface Found<T> {
  readonly value: T;
  readonly at: Evidence;
}

/** `package.json:12`, or `package.json` where no line is known. */
export function formatEvidence({ file, line }: Evidence): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** Where the lines begin of the text that was asked about last: it is mostly asked about again. */
let last: { readonly text: string; readonly starts: readonly number[] } = { text: "", starts: [0] };

/** The line of an offset in a text, from 1. */
export function lineAt(text: string, offset: number): number {
  if (last.text !== text) last = { text, starts: lineStarts(text) };
  const { starts } = last;
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The line that a pattern first matches on; the file alone where it matches nowhere. */
export function evidenceOf(file: string, text: string, pattern: RegExp): Evidence {
  const at = text.search(pattern);
  return at === -1 ? { file } : { file, line: lineAt(text, at) };
}

/** A text as a part of a pattern that matches it and nothing else. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
