/** What coverage is counted of, in the order in which it is shown. */
export const MEASURES = ["lines", "branches", "functions"] as const;
export type CoverageMeasure = (typeof MEASURES)[number];

/** How many of what could run did run. */
export interface CoverageCount {
  readonly covered: number;
  readonly total: number;
  /** Of 100, cut to two digits after the point; 100 where there is nothing. */
  readonly percent: number;
}

/** What the tests reached. A measure that no report tells of is absent. */
export interface Coverage {
  readonly lines?: CoverageCount | undefined;
  readonly branches?: CoverageCount | undefined;
  readonly functions?: CoverageCount | undefined;
}

/** Never rounded up: a minimum that is not reached is not reached. */
export function coverageCount(covered: number, total: number): CoverageCount {
  // Multiplied first: 57 / 100 * 10,000 is a little less than 5,700 for a machine.
  return { covered, total, percent: total === 0 ? 100 : Math.floor((covered * 10_000) / total) / 100 };
}
