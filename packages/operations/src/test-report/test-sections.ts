import { MEASURES, type TestCoverage, type TestOutcome } from "@towpath/delivery";
import type { GraphTest } from "@towpath/manifest";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";

/** How the tests ended, in one sentence. */
export function testSummary(
  service: string,
  { status, totals, exitCode, flaky, coverage }: Omit<TestOutcome, "findings">,
): string {
  if (!totals) return `${service}: the tests ${status} (exit code ${exitCode ?? "none"}).`;
  const bad = totals.failed + totals.errors;
  const parts = [
    `${totals.passed} passed`,
    bad > 0 ? `${bad} failed` : "",
    totals.skipped > 0 ? `${totals.skipped} skipped` : "",
    flaky.length > 0 ? `${flaky.length} flaky` : "",
  ];
  const lines = coverage?.lines ? `; ${coverage.lines.percent} % of the lines covered` : "";
  return `${service}: ${counted(totals.tests, "test")}, ${parts.filter(Boolean).join(", ")}${lines}${status === "failed" && bad === 0 ? "; but the run failed" : ""}.`;
}

/** What there is to see of a test run beside what failed in it: coverage, what took long, what was printed last. */
export function testSections(
  section: GraphTest | undefined,
  outcome: Omit<TestOutcome, "findings">,
): readonly Section[] {
  const { notes, coverage, slowest, status, tail } = outcome;
  return [
    ...(notes.length > 0 ? [{ kind: "lines" as const, lines: notes }] : []),
    ...(coverage ? coverageSections(coverage, section, status === "failed") : []),
    ...(slowest.length > 0 ? [slowestSection(slowest)] : []),
    ...(status === "failed" && tail.length > 0
      ? [{ kind: "lines" as const, title: "It printed last:", lines: tail }]
      : []),
  ];
}

function coverageSections(
  coverage: TestCoverage,
  section: GraphTest | undefined,
  showsFiles: boolean,
): readonly Section[] {
  const { base, leastCovered } = coverage;
  const known = MEASURES.filter((measure) => coverage[measure]);
  const hasMinimum = known.some((measure) => section?.minimum[measure] !== undefined);
  const rows = known.map((measure) => {
    const { percent = 0, covered = 0, total = 0 } = coverage[measure] ?? {};
    const minimum = section?.minimum[measure];
    return [
      measure,
      `${percent.toFixed(1)} %`,
      `${covered} of ${total}`,
      ...(hasMinimum ? [minimum === undefined ? "" : `${minimum} %`] : []),
      ...(base ? [points(base.difference[measure])] : []),
    ];
  });
  const head = [
    "",
    "covered",
    "",
    ...(hasMinimum ? ["required"] : []),
    ...(base ? [`against ${base.commit.slice(0, 7)}`] : []),
  ];
  const files = leastCovered.map(({ file, lines }) => [
    file,
    `${lines.total - lines.covered}`,
    `${lines.percent.toFixed(1)} %`,
  ]);
  return [
    { kind: "table", title: "Coverage", head, rows },
    ...(showsFiles && files.length > 0
      ? [
          {
            kind: "table" as const,
            title: "Most lines without a test",
            head: ["file", "lines", "covered"],
            rows: files,
          },
        ]
      : []),
  ];
}

/** `+0.4 points`, `−1.2 points`, `as before`. */
function points(difference: number | undefined): string {
  if (difference === undefined) return "";
  if (difference === 0) return "as before";
  return `${difference > 0 ? "+" : "−"}${Math.abs(difference)} points`;
}

function slowestSection(slowest: TestOutcome["slowest"]): Section {
  const rows = slowest.map(({ title, durationMs }) => [duration(durationMs), title]);
  return { kind: "table", title: "Slowest tests", head: ["took", "test"], rows };
}

function duration(ms: number): string {
  return ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
