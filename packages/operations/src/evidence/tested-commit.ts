import { isJsonObject, type Json } from "@towpath/core";
import type { TestOutcome } from "@towpath/delivery";
import { commitSubject, type Statement, statement } from "@towpath/evidence";
import type { Graph } from "@towpath/manifest";
import type { Revision } from "../repository/revision.ts";
import { isCommit } from "./is-commit.ts";

/** More names than these help nobody; totals are said whole. */
const MOST_NAMES = 500;
/** In UTF-16 code units. */
const LONGEST_NAME = 500;

/** How the tests of a commit ended. */
export interface Tested {
  readonly graph: Graph;
  /** As it was before the tests ran. */
  readonly revision: Revision;
  readonly outcome: Omit<TestOutcome, "findings">;
}

/** The same as facts, which travel to where somebody signs them. */
export interface TestedCommit {
  /** The version of this format. */
  readonly tested: 1;
  readonly service: string;
  /** Null where what was tested is no commit. */
  readonly commit: string | null;
  /** There were changes that no commit holds. */
  readonly isDirty: boolean;
  readonly status: "passed" | "failed";
  /** Null where the manifest names no report. */
  readonly totals: Totals | null;
  /** In percent; null where no coverage is reported. */
  readonly linesCovered: number | null;
  readonly failedTests: readonly string[];
  readonly flakyTests: readonly string[];
}

const TOTALS = ["tests", "passed", "failed", "errors", "skipped"] as const;
type Totals = Readonly<Record<(typeof TOTALS)[number], number>>;

/** The facts of a test run. */
export function testedCommit({ graph, revision, outcome }: Tested): TestedCommit {
  const { commit, version } = revision;
  const { status, totals, coverage, failed, flaky } = outcome;
  const names = (cases: TestOutcome["failed"]) =>
    cases.slice(0, MOST_NAMES).map(({ title }) => title.slice(0, LONGEST_NAME).toWellFormed());
  return {
    tested: 1,
    service: graph.service.name,
    commit: isCommit(commit) ? commit : null,
    isDirty: version.endsWith("-dirty"),
    status,
    totals: totals ? { ...totals } : null,
    linesCovered: coverage?.lines ? coverage.lines.percent : null,
    failedTests: names(failed),
    flakyTests: names(flaky),
  };
}

/** What a commit's tests are signed as. */
export function testStatement(tested: TestedCommit & { readonly commit: string }): Statement {
  const { service, commit, status, totals, linesCovered, failedTests, flakyTests } = tested;
  const annotations = {
    ...(totals ? { totals: { ...totals } } : {}),
    ...(linesCovered === null ? {} : { linesCovered }),
  };
  return statement([commitSubject(commit)], "test-result", {
    result: status === "failed" ? "FAILED" : flakyTests.length > 0 ? "WARNED" : "PASSED",
    configuration: [{ name: service, annotations }],
    failedTests,
    warnedTests: flakyTests,
  });
}

/** Reads the facts, which may be anybody's. @returns why they are none, where they are not in this form */
export function decodeTested(value: Json): TestedCommit | { readonly flaw: string } {
  if (!isJsonObject(value)) return { flaw: "it is no object" };
  const { tested, service, commit, isDirty, status, totals, linesCovered, failedTests, flakyTests } = value;
  if (tested !== 1) return { flaw: `its format is ${JSON.stringify(tested ?? null).slice(0, 20)}, and 1 is known` };
  if (typeof service !== "string" || service.length > LONGEST_NAME) return { flaw: "service is no name" };
  if (commit !== null && !(typeof commit === "string" && isCommit(commit))) return { flaw: "commit is no commit" };
  if (typeof isDirty !== "boolean") return { flaw: "isDirty is neither true nor false" };
  if (status !== "passed" && status !== "failed") return { flaw: "status is neither passed nor failed" };
  const counts = totals === null ? null : totalsIn(totals);
  if (counts === undefined) return { flaw: "totals are no counts" };
  if (linesCovered !== null && !(typeof linesCovered === "number" && linesCovered >= 0 && linesCovered <= 100))
    return { flaw: "linesCovered is no percentage" };
  if (!areNames(failedTests) || !areNames(flakyTests)) return { flaw: "failedTests or flakyTests are no names" };
  return { tested, service, commit, isDirty, status, totals: counts, linesCovered, failedTests, flakyTests };
}

function totalsIn(value: Json | undefined): Totals | undefined {
  if (!isJsonObject(value)) return undefined;
  const count = (name: (typeof TOTALS)[number]): number => {
    const found = value[name];
    return typeof found === "number" && Number.isSafeInteger(found) && found >= 0 ? found : Number.NaN;
  };
  const [tests, passed, failed, errors, skipped] = [
    count("tests"),
    count("passed"),
    count("failed"),
    count("errors"),
    count("skipped"),
  ];
  const isWhole = [tests, passed, failed, errors, skipped].every((one) => !Number.isNaN(one));
  return isWhole ? { tests, passed, failed, errors, skipped } : undefined;
}

function areNames(value: Json | undefined): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= MOST_NAMES &&
    value.every((one) => typeof one === "string" && one.length <= LONGEST_NAME)
  );
}
