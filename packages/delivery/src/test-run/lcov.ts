/** How many lines that could run did run. */
export interface LineCoverage {
  readonly covered: number;
  readonly total: number;
  /** Of 100, cut to two digits after the point; 100 where there is no line. */
  readonly percent: number;
}

/**
 * Reads the lines' part of an lcov tracefile: `SF`, `DA`, and `LF`/`LH` where a file has no `DA`. A file that several
 * records tell of counts once; a line counts as covered when any of them ran it.
 *
 * Format: https://man.archlinux.org/man/geninfo.1#FILES
 *
 * @returns undefined when it tells of no file
 */
export function readLcov(text: string): LineCoverage | undefined {
  const files = new Map<string, { readonly lines: Map<number, boolean>; found: number; hit: number }>();
  let file: ReturnType<typeof files.get>;
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    const [, key, value] = /^(SF|DA|LF|LH):(.*)$/.exec(line) ?? [];
    if (line === "end_of_record") file = undefined;
    if (key === undefined || value === undefined) continue;
    if (key === "SF") {
      file = files.get(value) ?? { lines: new Map(), found: 0, hit: 0 };
      files.set(value, file);
    } else if (file && key === "DA") {
      const [number = Number.NaN, hits = Number.NaN] = value.split(",").map(Number);
      if (Number.isSafeInteger(number) && number > 0)
        file.lines.set(number, (file.lines.get(number) ?? false) || hits > 0);
    } else if (file) {
      const count = Math.max(0, Math.floor(Number(value)) || 0);
      if (key === "LF") file.found = Math.max(file.found, count);
      else file.hit = Math.max(file.hit, count);
    }
  }
  if (files.size === 0) return undefined;
  let covered = 0;
  let total = 0;
  for (const { lines, found, hit } of files.values()) {
    total += lines.size > 0 ? lines.size : found;
    covered += lines.size > 0 ? [...lines.values()].filter(Boolean).length : Math.min(hit, found);
  }
  return { covered, total, percent: total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100 };
}
