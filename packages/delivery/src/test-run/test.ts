import { type Finding, redactor, Secret } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { runCommand } from "../commands/run-command.ts";
import type { DeliveryEffects } from "../delivery-effects.ts";
import { type CoverageBase, type CoverageDifference, coverageDifference } from "./coverage-report/base-coverage.ts";
import type { Coverage } from "./coverage-report/coverage.ts";
import type { UncoveredFile } from "./coverage-report/coverage-tally.ts";
import type { Judge } from "./judge.ts";
import { judgeCommand } from "./judge-command.ts";
import { judgeCoverage } from "./judge-coverage.ts";
import { judgeReports, type TestTotals } from "./judge-reports.ts";
import { watchReports } from "./report-files.ts";
import type { TestCase } from "./test-case.ts";
import { testSection } from "./test-section.ts";

export interface TestRequest {
  readonly graph: Graph;
  /** Absolute path of the folder to test in; the manifest's own by default. */
  readonly folder?: string | undefined;
  /** What the tests need to reach the resources that were started for them. */
  readonly variables: Readonly<Record<string, string | Secret>>;
  /** What else must not be seen of what the tests print: the password within an address. */
  readonly secrets?: readonly Secret[] | undefined;
  /** How long the command may take, in milliseconds; one hour by default. */
  readonly timeoutMs?: number | undefined;
  /** What the coverage is held against where the manifest sets `test.coverageDrop`, and shown beside otherwise. */
  readonly base?: CoverageBase | undefined;
}

/** What the tests reached, and what that is against the base. */
export interface TestCoverage extends Coverage {
  /** Files with the most uncovered lines, at most five. */
  readonly leastCovered: readonly UncoveredFile[];
  readonly base?:
    | { readonly commit: string; readonly coverage: Coverage; readonly difference: CoverageDifference }
    | undefined;
}

export interface TestOutcome {
  readonly status: "passed" | "failed";
  /** Absent when a signal or the time limit ended the command. */
  readonly exitCode: number | undefined;
  readonly durationMs: number;
  /** Absent when the manifest names no report: then the exit code alone counts. */
  readonly totals?: TestTotals | undefined;
  readonly failed: readonly TestCase[];
  readonly flaky: readonly TestCase[];
  /** At most five, the slowest first. */
  readonly slowest: readonly TestCase[];
  /** Absent when none is reported, or it is not known. */
  readonly coverage?: TestCoverage | undefined;
  /** Why it failed, each failed test at its line; and flaky tests, which do not fail it. */
  readonly findings: readonly Finding[];
  /** What to know beyond that. */
  readonly notes: readonly string[];
  /** The last lines that the command printed, known secrets removed. */
  readonly tail: readonly string[];
}

/**
 * Runs the manifest's test command and reads what it reports. It passes only when the command exits 0, a declared report
 * was written by this run, tells of at least one test that ran and of none that failed, and coverage is at its minimum.
 *
 * @throws {DeliveryError} `delivery/nothing-to-test`, `delivery/coverage-format`, `delivery/report-refused` for a report's path that leaves the folder: all before the command runs
 * @throws the signal's reason when it aborts
 */
export async function test(request: TestRequest, effects: DeliveryEffects): Promise<TestOutcome> {
  const { graph, variables, secrets = [] } = request;
  const section = testSection(graph);
  const folder = request.folder ?? graph.service.folder;
  const { place } = section.origin;
  const { junit, coverage } = section.reports;
  const lookForJunit = junit === undefined ? undefined : await watchReports(folder, junit, place);
  const lookForCoverage = coverage === undefined ? undefined : await watchReports(folder, coverage, place);

  effects.events({ type: "started", id: "test", title: section.run });
  const result = await runCommand(
    { run: section.run, folder, variables, secrets, source: "test", timeoutMs: request.timeoutMs },
    effects,
  ).catch((error: unknown) => {
    effects.events({ type: "finished", id: "test", outcome: effects.signal.aborted ? "cancelled" : "failed" });
    throw error;
  });

  const hide = redactor([...secrets, ...Object.values(variables).filter((value) => value instanceof Secret)]);
  const judge: Judge = { service: graph.service.name, section, folder, place, hide };
  const tested = lookForJunit && (await judgeReports(judge, await lookForJunit(), result.exitCode === 0));
  const covered = lookForCoverage && (await judgeCoverage(judge, await lookForCoverage(), request.base));
  const findings = [
    // A command that failed says itself why there is no report.
    ...(tested?.findings ?? []).filter(({ code }) => code !== "delivery/no-tests" || result.exitCode === 0),
    ...judgeCommand(judge, result, (tested?.failed.length ?? 0) > 0),
    ...(covered?.findings ?? []),
  ];
  const status = findings.some(({ level }) => level === "mandatory") ? "failed" : "passed";
  effects.events({ type: "finished", id: "test", outcome: status === "passed" ? "done" : "failed" });
  return {
    status,
    exitCode: result.exitCode,
    durationMs: result.durationMs,
    totals: tested?.totals,
    failed: tested?.failed ?? [],
    flaky: tested?.flaky ?? [],
    slowest: tested?.slowest ?? [],
    coverage: covered?.coverage && testCoverage(covered.coverage, covered.leastCovered, request.base),
    findings,
    notes:
      junit === undefined
        ? ["The manifest names no report (test.reports.junit), so only the exit code of the command counts."]
        : [],
    tail: result.tail,
  };
}

function testCoverage(
  coverage: Coverage,
  leastCovered: readonly UncoveredFile[],
  base: CoverageBase | undefined,
): TestCoverage {
  if (!base || "unknown" in base) return { ...coverage, leastCovered };
  const difference = coverageDifference(coverage, base.coverage);
  return { ...coverage, leastCovered, base: { ...base, difference } };
}
