import { join } from "node:path";
import { errorMessage, type Finding } from "@towpath/core";
import type { Judge } from "./judge.ts";
import { type LineCoverage, readLcov } from "./lcov.ts";
import { readReport } from "./read-reports.ts";
import type { ReportFiles } from "./report-files.ts";
import { testFinding } from "./test-findings.ts";

export interface JudgedCoverage {
  readonly lines: LineCoverage | undefined;
  readonly findings: readonly Finding[];
}

/** Reads the coverage that this run wrote and holds it against the minimum. Coverage that is not known fails. */
export async function judgeCoverage(judge: Judge, reports: ReportFiles): Promise<JudgedCoverage> {
  const { service, section, folder, place } = judge;
  const finding = (code: "delivery/no-coverage" | "delivery/coverage-below-minimum", message: string) =>
    testFinding({
      code,
      service,
      message,
      places: [place],
      suggestion:
        code === "delivery/no-coverage"
          ? "Correct test.reports.coverage, or let the tests write lcov there."
          : "Test what is not covered yet.",
    });
  const minimum = section.minimum["lines"];
  const missing = (why: string) => ({
    lines: undefined,
    findings: [finding("delivery/no-coverage", `No coverage is known: ${why}.`)],
  });
  if (reports.fresh.length === 0) {
    const left = reports.stale.length > 0 ? "; the one that is there is of a former run" : "";
    return missing(`this run wrote no ${section.reports.coverage}${left}`);
  }
  let text: string;
  try {
    const texts = await Promise.all(reports.fresh.map((file) => readReport(join(folder, file))));
    text = texts.join("\nend_of_record\n");
  } catch (error) {
    return missing(errorMessage(error));
  }
  const lines = readLcov(text);
  if (!lines) return missing(`${reports.fresh.join(", ")} is no lcov or tells of no file`);
  const isBelow = minimum !== undefined && lines.percent < minimum;
  const message = `${lines.percent} % of the lines are covered (${lines.covered} of ${lines.total}); ${minimum} % are required.`;
  return { lines, findings: isBelow ? [finding("delivery/coverage-below-minimum", message)] : [] };
}
