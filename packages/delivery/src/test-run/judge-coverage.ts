import { join } from "node:path";
import { errorMessage, type Finding } from "@towpath/core";
import { type CoverageBase, judgeDrop } from "./coverage-report/base-coverage.ts";
import { type Coverage, type CoverageMeasure, MEASURES } from "./coverage-report/coverage.ts";
import { coverageTally, type UncoveredFile } from "./coverage-report/coverage-tally.ts";
import { readCoverage } from "./coverage-report/read-coverage.ts";
import type { Judge } from "./judge.ts";
import { LARGEST_ALTOGETHER, readReport } from "./read-reports.ts";
import { MOST_FILES, type ReportFiles } from "./report-files.ts";
import { testFinding } from "./test-findings.ts";

export interface JudgedCoverage {
  /** Absent when it is not known. */
  readonly coverage?: Coverage | undefined;
  readonly leastCovered: readonly UncoveredFile[];
  readonly findings: readonly Finding[];
}

/**
 * Reads the coverage that this run wrote and holds it against the minimum and against the base. Coverage that is not known
 * fails: one report that cannot be read makes all of it unknown.
 */
export async function judgeCoverage(
  judge: Judge,
  reports: ReportFiles,
  base: CoverageBase | undefined,
): Promise<JudgedCoverage> {
  const { section, folder, hide } = judge;
  const unknown = (why: string): JudgedCoverage => ({
    leastCovered: [],
    findings: [notKnown(judge, `No coverage is known: ${why}.`)],
  });
  if (reports.fresh.length === 0) {
    const left = reports.stale.length > 0 ? "; the one that is there is of a former run" : "";
    return unknown(`this run wrote no ${section.reports.coverage}${left}`);
  }
  if (reports.isCut)
    return unknown(`more than ${MOST_FILES.toLocaleString("en")} files match ${section.reports.coverage}`);
  const tally = coverageTally();
  let left = LARGEST_ALTOGETHER;
  for (const file of reports.fresh) {
    try {
      const text = await readReport(join(folder, file), left);
      left -= text.length;
      readCoverage(text, tally);
    } catch (error) {
      return unknown(`${file}: ${hide(errorMessage(error)).replace(/\.+$/, "")}`);
    }
  }
  const coverage = tally.coverage();
  if (!coverage) return unknown(`${reports.fresh.join(", ")} tells of no file`);
  return {
    coverage,
    leastCovered: tally.leastCovered().map((one) => ({ ...one, file: hide(one.file) })),
    findings: [
      ...MEASURES.flatMap((measure) => judgeMinimum(judge, coverage, measure) ?? []),
      ...judgeDrop(judge, coverage, base),
    ],
  };
}

function judgeMinimum(judge: Judge, coverage: Coverage, measure: CoverageMeasure): Finding | undefined {
  const minimum = judge.section.minimum[measure];
  if (minimum === undefined) return undefined;
  const count = coverage[measure];
  if (!count) {
    return notKnown(
      judge,
      `${minimum} % of the ${measure} must be covered, and ${judge.section.reports.coverage} tells of no ${measure}.`,
      measure,
    );
  }
  if (count.percent >= minimum) return undefined;
  return testFinding({
    code: "delivery/coverage-below-minimum",
    service: judge.service,
    message: `${count.percent} % of the ${measure} are covered (${count.covered} of ${count.total}); ${minimum} % are required.`,
    places: [judge.place],
    suggestion: "Test what is not covered yet.",
    discriminator: measure,
  });
}

function notKnown({ service, place }: Judge, message: string, discriminator?: string): Finding {
  return testFinding({
    code: "delivery/no-coverage",
    service,
    message,
    places: [place],
    suggestion: "Correct test.reports.coverage, or let the tests write lcov, Cobertura or JaCoCo XML there.",
    discriminator,
  });
}
