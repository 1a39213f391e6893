import { type Finding, formatPlace } from "@towpath/core";
import { cutBytes } from "../cut-bytes.ts";
import { docsAddress } from "../docs-address.ts";
import { heaviestFirst } from "../heaviest.ts";
import type { Result } from "../result.ts";
import { describedRules, type RuleDescription } from "../rule-description.ts";
import { verdictOf } from "../verdict.ts";
import { element, xmlLines } from "./xml.ts";

/** How JUnit XML is written. */
export interface JunitOptions {
  /** What the rules say of themselves, for the text of what fails. */
  readonly rules?: readonly RuleDescription[] | undefined;
}

/** Findings that become test cases: readers of JUnit keep all of them in memory. */
const MOST = 20_000;
/** Bytes of one text: the whole of it is in the JSON. */
const TEXT = 10_000;
type Tally = Record<"tests" | "failure" | "error" | "skipped", number>;

interface Suite {
  readonly cases: string[];
  readonly tally: Tally;
}

/**
 * A result as JUnit XML: a suite for each service, a case for each finding, and one for the run itself, so that no file is
 * without a test. Only what blocks fails and what could not be evaluated errs; all else is skipped, with its outcome first.
 *
 * Format: the schema of Jenkins' xUnit plugin, junit-10.xsd; XML 1.0.
 */
export function renderJunit(result: Result, { rules = [] }: JunitOptions = {}): string {
  const findings = heaviestFirst(result.findings).slice(0, MOST);
  const about = new Map(describedRules(findings, rules).map((rule) => [rule.id, rule]));
  const suites = new Map<string, Suite>();
  const names = new Map<string, number>();
  for (const finding of findings) {
    const suite = suiteOf(suites, finding.service ?? "no service");
    const what = finding.address || finding.places[0]?.file || finding.service || "all";
    const key = JSON.stringify([finding.service, finding.code, what]);
    const count = (names.get(key) ?? 0) + 1;
    names.set(key, count);
    addCase(suite, finding, count === 1 ? what : `${what} #${count}`, about.get(finding.code));
  }
  addRun(suiteOf(suites, `towpath ${result.verb}`), result, findings);

  const all = total([...suites.values()].map(({ tally }) => tally));
  const written = [...suites].map(([name, { cases, tally }]) =>
    element(
      "testsuite",
      { name, ...attributesOf(tally), skipped: String(tally.skipped), time: "0" },
      `\n${cases.join("")}`,
    ),
  );
  const attributes = { name: `towpath ${result.verb}`, ...attributesOf(all), time: "0" };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", attributes, `\n${written.join("")}`)}`;
}

function suiteOf(suites: Map<string, Suite>, name: string): Suite {
  const known = suites.get(name) ?? { cases: [], tally: { tests: 0, failure: 0, error: 0, skipped: 0 } };
  suites.set(name, known);
  return known;
}

function addCase(suite: Suite, finding: Finding, name: string, rule: RuleDescription | undefined): void {
  const { word, group, weight } = verdictOf(finding);
  const kind = group === "error" ? "error" : weight === "error" ? "failure" : "skipped";
  const lines = [
    ...finding.places.slice(0, 10).map(formatPlace),
    ...(finding.environments.length > 0 ? [`In ${finding.environments.join(", ")}.`] : []),
    finding.message,
    ...finding.suggestions,
    rule?.rationale ?? "",
    finding.docs === "" ? "" : `See ${docsAddress(finding.docs)}`,
  ].filter((line) => line !== "");
  const message = cutBytes(`${word}: ${finding.message}`, TEXT);
  const text = xmlLines(lines.map((line) => cutBytes(line, TEXT)));
  const ended = element(kind, { type: word, message }, text);
  suite.cases.push(
    element("testcase", { classname: finding.code, name: cutBytes(name, TEXT), time: "0" }, `\n${ended}`),
  );
  suite.tally.tests += 1;
  suite.tally[kind] += 1;
}

/** The run itself: failed where it did not end well and no finding says so. */
function addRun(suite: Suite, result: Result, shown: readonly Finding[]): void {
  const isSaid = shown.some((finding) => verdictOf(finding).weight === "error");
  const isFailed = result.status !== "ok" && !isSaid;
  const left = result.findings.length - shown.length;
  const parts = [
    isFailed ? element("error", { type: result.status, message: cutBytes(result.summary, TEXT) }, "") : "",
    left > 0
      ? element(
          "system-out",
          {},
          xmlLines([`${left} more findings are not in this file. The JSON result has everything.`]),
        )
      : "",
  ].join("");
  suite.cases.push(
    element("testcase", { classname: "towpath", name: result.verb, time: "0" }, parts === "" ? "" : `\n${parts}`),
  );
  suite.tally.tests += 1;
  if (isFailed) suite.tally.error += 1;
}

function total(tallies: readonly Tally[]): Tally {
  const sum: Tally = { tests: 0, failure: 0, error: 0, skipped: 0 };
  for (const tally of tallies) {
    sum.tests += tally.tests;
    sum.failure += tally.failure;
    sum.error += tally.error;
    sum.skipped += tally.skipped;
  }
  return sum;
}

function attributesOf({ tests, failure, error }: Tally): Readonly<Record<string, string>> {
  return { tests: String(tests), failures: String(failure), errors: String(error) };
}
