import { posix } from "node:path";
import { compareText, type Finding } from "@towpath/core";
import { failurePlace } from "./failure-place.ts";
import type { Judge } from "./judge.ts";
import { readJunitReports } from "./read-reports.ts";
import { MOST_FILES, type ReportFiles } from "./report-files.ts";
import type { TestCase } from "./test-case.ts";
import { testFinding } from "./test-findings.ts";

export interface TestTotals {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
}

const MOST_FAILED = 100;
/** In UTF-16 code units; cut only where secrets are out of it. */
const LONGEST_MESSAGE = 2_000;
const LONGEST_DETAILS = 20_000;

export interface JudgedReports {
  readonly totals: TestTotals;
  readonly failed: readonly TestCase[];
  readonly flaky: readonly TestCase[];
  readonly slowest: readonly TestCase[];
  readonly findings: readonly Finding[];
}

/**
 * Reads what this run reported and finds what failed in it. A run without a test that ran is a finding too.
 *
 * @param endedWell the command exited 0: only then can a test that is listed as failed have passed after all
 */
export async function judgeReports(judge: Judge, reports: ReportFiles, endedWell: boolean): Promise<JudgedReports> {
  const { service, section, folder, place, hide } = judge;
  const read = await readJunitReports(folder, reports.fresh, endedWell);
  const cases = read.cases.map(
    (test): TestCase => ({
      ...test,
      title: hide(test.title),
      message: test.message === undefined ? undefined : hide(test.message).slice(0, LONGEST_MESSAGE),
      details: test.details === undefined ? undefined : hide(test.details).slice(0, LONGEST_DETAILS),
    }),
  );
  const count = (status: TestCase["status"]) => cases.filter((test) => test.status === status).length;
  const totals: TestTotals = {
    tests: cases.length,
    passed: count("passed"),
    failed: count("failed"),
    errors: count("error"),
    skipped: count("skipped"),
  };
  const failed = cases.filter(({ status }) => status === "failed" || status === "error");
  const flaky = cases.filter(({ isFlaky }) => isFlaky);
  const prefix = posix.dirname(place.file);
  const where = (test: TestCase) => [failurePlace(test, folder, prefix) ?? place];
  const findings: Finding[] = read.refused.map(({ file, why }) =>
    testFinding({
      code: "delivery/report-refused",
      service,
      message: `${file}: ${hide(why)}`,
      places: [place],
      suggestion: "A report that cannot be read may hide failed tests. Mend what writes it.",
      discriminator: file,
    }),
  );
  if (reports.isCut)
    findings.push(
      testFinding({
        code: "delivery/report-refused",
        service,
        message: `More than ${MOST_FILES.toLocaleString("en")} files match ${section.reports.junit}; no more are read.`,
        places: [place],
        suggestion: "One that is not read may tell of failed tests. Name fewer files in test.reports.junit.",
        discriminator: "too many",
      }),
    );
  if (totals.tests === totals.skipped && read.refused.length === 0) {
    const { stale } = reports;
    const left = stale.length > 0 ? `; ${stale.length} of a former run did not count` : "";
    const why =
      reports.fresh.length === 0
        ? `it wrote no report that matches ${section.reports.junit}${left}`
        : totals.skipped > 0
          ? `all ${totals.skipped} tests were skipped`
          : `its report tells of no test`;
    findings.push(
      testFinding({
        code: "delivery/no-tests",
        service,
        message: `The test command "${section.run}" ran no test: ${why}.`,
        places: [place],
        suggestion: "Correct test.run or test.reports.junit: a run without a test proves nothing.",
      }),
    );
  }
  for (const test of failed.slice(0, MOST_FAILED)) {
    findings.push(
      testFinding({
        code: "delivery/test-failed",
        service,
        message: `${test.title}: ${test.message ?? "failed"}`,
        places: where(test),
        suggestion: "Mend the code or the test.",
        discriminator: test.title,
      }),
    );
  }
  for (const test of flaky.slice(0, MOST_FAILED)) {
    findings.push(
      testFinding({
        code: "delivery/test-flaky",
        service,
        message: `${test.title} failed first and passed when it was tried again: ${test.message ?? "no reason given"}`,
        places: where(test),
        suggestion: "Find what it depends on besides the code: time, order, network.",
        discriminator: test.title,
      }),
    );
  }
  const slowest = [...cases]
    .filter(({ durationMs }) => durationMs > 0)
    .sort((a, b) => b.durationMs - a.durationMs || compareText(a.title, b.title))
    .slice(0, 5);
  return { totals, failed, flaky, slowest, findings };
}
