import { deliveryError } from "../../errors.ts";
import { type Coverage, type CoverageCount, coverageCount } from "./coverage.ts";

/** How many points (lines, branches, functions) one run's reports may tell of: a report can be made to grow without end. */
const MOST_POINTS = 10_000_000;

/** A file with lines that no test reached. */
export interface UncoveredFile {
  /** As the report names it; untrusted, and never opened. */
  readonly file: string;
  readonly lines: CoverageCount;
}

/** One source file as reports tell of it. */
export interface FileTally {
  /** A line is covered when any report says that it ran. */
  line(number: number, isCovered: boolean): void;
  /** @param key tells the branches of a file apart; the larger counts stand where several reports tell of the same */
  branches(key: string, covered: number, total: number): void;
  function(key: string, isCovered: boolean): void;
  /** For a report that gives sums alone: they count where no report tells of the single points. */
  sum(measure: keyof Coverage, covered: number, total: number): void;
}

/** Adds up what reports tell of: a file that several tell of counts once. */
export interface CoverageTally {
  file(name: string): FileTally;
  /** Says that the report measures something, so that nothing of it means that there is none. */
  measures(measure: keyof Coverage): void;
  /** Undefined when no report told of a file. */
  coverage(): Coverage | undefined;
  /** The files with the most uncovered lines, at most five. */
  leastCovered(): readonly UncoveredFile[];
}

interface Counted {
  covered: number;
  total: number;
}

interface FilePoints {
  readonly lines: Map<number, boolean>;
  readonly branches: Map<string, Counted>;
  readonly functions: Map<string, boolean>;
  readonly sums: Record<keyof Coverage, Counted | undefined>;
}

/** @throws {DeliveryError} `delivery/report-refused`, from any of its functions, when there is too much to count */
export function coverageTally(): CoverageTally {
  const files = new Map<string, FilePoints>();
  const measured = new Set<keyof Coverage>();
  let points = 0;
  const count = (): void => {
    points += 1;
    if (points > MOST_POINTS) throw tooMuch();
  };
  const sumOf = (measure: keyof Coverage): Coverage[keyof Coverage] => {
    let covered = 0;
    let total = 0;
    for (const file of files.values()) {
      const of = counted(file, measure);
      covered += of.covered;
      total += of.total;
    }
    return total > 0 || measured.has(measure) ? coverageCount(covered, total) : undefined;
  };
  return {
    file: (name) => {
      let file = files.get(name);
      if (!file) {
        count();
        file = {
          lines: new Map(),
          branches: new Map(),
          functions: new Map(),
          sums: { lines: undefined, branches: undefined, functions: undefined },
        };
        files.set(name, file);
      }
      return tallyOf(file, count);
    },
    measures: (measure) => void measured.add(measure),
    coverage: () =>
      files.size === 0
        ? undefined
        : { lines: sumOf("lines"), branches: sumOf("branches"), functions: sumOf("functions") },
    leastCovered: () =>
      [...files]
        .map(([file, of]) => ({ file, missing: missing(counted(of, "lines")), of }))
        .filter(({ missing }) => missing > 0)
        .sort((a, b) => b.missing - a.missing || (a.file < b.file ? -1 : 1))
        .slice(0, 5)
        .map(({ file, of }) => {
          const { covered, total } = counted(of, "lines");
          return { file, lines: coverageCount(covered, total) };
        }),
  };
}

function tallyOf({ lines, branches, functions, sums }: FilePoints, count: () => void): FileTally {
  return {
    line: (number, isCovered) => {
      if (!Number.isSafeInteger(number) || number <= 0) return;
      const before = lines.get(number);
      if (before === undefined) count();
      if (before !== true) lines.set(number, isCovered);
    },
    branches: (key, covered, total) => {
      const known = branches.get(key);
      if (!known) {
        count();
        branches.set(key, { covered: Math.min(covered, total), total });
        return;
      }
      known.total = Math.max(known.total, total);
      known.covered = Math.min(Math.max(known.covered, covered), known.total);
    },
    function: (key, isCovered) => {
      const before = functions.get(key);
      if (before === undefined) count();
      if (before !== true) functions.set(key, isCovered);
    },
    sum: (measure, covered, total) => {
      const known = sums[measure] ?? { covered: 0, total: 0 };
      known.total = Math.max(known.total, total);
      known.covered = Math.max(known.covered, covered);
      sums[measure] = known;
    },
  };
}

function counted({ lines, branches, functions, sums }: FilePoints, measure: keyof Coverage): Counted {
  if (measure === "branches" && branches.size > 0) {
    const all = { covered: 0, total: 0 };
    for (const { covered, total } of branches.values()) {
      all.covered += covered;
      all.total += total;
    }
    return all;
  }
  const single = measure === "lines" ? lines : functions;
  if (measure !== "branches" && single.size > 0) {
    let covered = 0;
    for (const isCovered of single.values()) if (isCovered) covered += 1;
    return { covered, total: single.size };
  }
  const sum = sums[measure];
  return sum ? { covered: Math.min(sum.covered, sum.total), total: sum.total } : { covered: 0, total: 0 };
}

function missing({ covered, total }: Counted): number {
  return total - covered;
}

function tooMuch(): Error {
  return deliveryError({
    code: "delivery/report-refused",
    message: `It tells of more than ${MOST_POINTS.toLocaleString("en")} lines, branches and functions.`,
    hint: "Leave generated and foreign code out of the coverage.",
  });
}
