import type { Finding } from "@towpath/core";
import type { Judge } from "../judge.ts";
import { testFinding } from "../test-findings.ts";
import { type Coverage, type CoverageMeasure, MEASURES } from "./coverage.ts";

/** The coverage to hold a run's against: that of the commit which the change starts from, or why it is not known. */
export type CoverageBase =
  | { readonly commit: string; readonly coverage: Coverage }
  | { readonly commit?: string | undefined; readonly unknown: string };

/** What the coverage moved by, in percentage points; negative when it fell. A measure that is not known on both sides is absent. */
export type CoverageDifference = { readonly [measure in CoverageMeasure]?: number | undefined };

/** The difference to the base, to two digits after the point. */
export function coverageDifference(coverage: Coverage, base: Coverage): CoverageDifference {
  const between = (measure: CoverageMeasure): number | undefined => {
    const [now, then] = [coverage[measure], base[measure]];
    return now && then ? Math.round((now.percent - then.percent) * 100) / 100 : undefined;
  };
  const [lines, branches, functions] = MEASURES.map(between);
  return { lines, branches, functions };
}

/** Holds the coverage of lines against the base, where the manifest asks for that. A base that is not known is said, and does not fail. */
export function judgeDrop(judge: Judge, coverage: Coverage, base: CoverageBase | undefined): readonly Finding[] {
  const most = judge.section.coverageDrop;
  if (most === undefined || base === undefined) return [];
  const facts = { service: judge.service, places: [judge.place] };
  const notKnown = (why: string): readonly Finding[] => [
    testFinding({
      ...facts,
      code: "delivery/no-base-coverage",
      message: `Nobody knows whether the coverage fell: ${why}.`,
      suggestion:
        "Run towpath test on the base once, with the same state store; what it finds is kept there for each commit.",
    }),
  ];
  if ("unknown" in base) return notKnown(base.unknown);
  const name = base.commit.slice(0, 12);
  const [now, then] = [coverage.lines, base.coverage.lines];
  if (!now || !then) return notKnown(`of ${now ? name : "this run"} no lines are known`);
  const fell = Math.round((then.percent - now.percent) * 100) / 100;
  if (fell <= most) return [];
  return [
    testFinding({
      ...facts,
      code: "delivery/coverage-dropped",
      message: `${now.percent} % of the lines are covered, ${fell} points less than ${then.percent} % at ${name}; at most ${most} are allowed.`,
      suggestion: "Test what is new.",
    }),
  ];
}
