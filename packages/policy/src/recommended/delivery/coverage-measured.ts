import { defineRule } from "../../rule/define-rule.ts";

/** How much of a critical service is tested is known. */
export const coverageMeasured = defineRule({
  id: "delivery/coverage-measured",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { unknown: "{{service}} is critical, and nobody knows how much of it its tests reach." },
    docs: {
      summary: "A critical service measures the coverage of its tests.",
      rationale:
        "A test command that runs nothing is green, too. A coverage report shows which parts no test has ever run, beside the change that added them.",
      bad: ["metadata: { criticality: critical }\ntest: { run: npm test }"],
      good: [
        "metadata: { criticality: critical }\ntest: { run: npm test, reports: { coverage: coverage/lcov.info } }",
        "test: { run: npm test }",
      ],
    },
  },
  check(service, context) {
    const { test } = context.graph;
    if (service.criticality !== "critical" || !test || test.reports.coverage !== undefined) return;
    context.report({
      messageId: "unknown",
      at: test,
      about: ["test", "reports", "coverage"],
      data: { service: service.name },
      suggestions: ["Add `reports: { coverage: … }` with the file that your test runner writes."],
    });
  },
});
