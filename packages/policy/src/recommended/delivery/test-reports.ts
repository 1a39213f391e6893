import { defineRule } from "../../rule/define-rule.ts";

/** A failed test is called by its name where it failed. */
export const testReports = defineRule({
  id: "delivery/test-reports",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { silent: "The tests of {{service}} name no JUnit report: a failure shows as a red cross and a log." },
    docs: {
      summary: "Tests name the report that they write.",
      rationale:
        "With a report, each failed test is shown with its name, its message and its line; without one somebody reads the log. Most test runners write JUnit XML with one option.",
      bad: ["test: { run: npm test }"],
      good: ["test: { run: npm test, reports: { junit: reports/junit.xml } }"],
    },
  },
  check(service, context) {
    const { test } = context.graph;
    if (!test || test.reports.junit !== undefined) return;
    context.report({
      messageId: "silent",
      at: test,
      about: ["test", "reports", "junit"],
      data: { service: service.name },
      suggestions: ["Add `reports: { junit: reports/junit.xml }` with the file that your test runner writes."],
    });
  },
});
