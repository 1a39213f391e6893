import { defineRule } from "../../rule/define-rule.ts";

/** Coverage that is measured does not get less unnoticed. */
export const coverageFloor = defineRule({
  id: "delivery/coverage-floor",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    params: {
      schema: { minLines: { type: "number", minimum: 1, maximum: 100, default: 50 } },
      merge: { minLines: "raise-only" },
    },
    messages: {
      none: "{{service}} measures the coverage of its tests and asks for none.",
      low: "{{service}} asks for {{actual}} % of its lines to be tested; {{min}} % is the least.",
    },
    docs: {
      summary: "A service that measures coverage says how much it must be.",
      rationale:
        "A number that nobody holds against another one falls a little with every change. A floor says so in the pull request that lowers it. " +
        "The rule asks nothing of services that do not measure coverage, and does not say that what is covered is tested well.",
      bad: [
        "test: { run: npm test, reports: { coverage: coverage/lcov.info } }",
        "test: { run: npm test, reports: { coverage: coverage/lcov.info }, minimum: { lines: 10 } }",
      ],
      good: [
        "test: { run: npm test, reports: { coverage: coverage/lcov.info }, minimum: { lines: 80 } }",
        "test: { run: npm test }",
      ],
    },
  },
  check(service, context) {
    const { test } = context.graph;
    if (!test || test.reports.coverage === undefined) return;
    const { minLines } = context.params;
    const actual = test.minimum["lines"];
    if (actual !== undefined && actual >= minLines) return;
    const common = {
      at: test,
      about: ["test", "minimum", "lines"],
      suggestions: [`Add \`minimum: { lines: ${minLines} }\` to the tests, or what they reach today if that is more.`],
    };
    if (actual === undefined) context.report({ ...common, messageId: "none", data: { service: service.name } });
    else context.report({ ...common, messageId: "low", data: { service: service.name, actual, min: minLines } });
  },
});
