import { defineRule } from "../../rule/define-rule.ts";

/** What is delivered was tested in the same run. */
export const testsPresent = defineRule({
  id: "delivery/tests-present",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.1.0",
    messages: { missing: "{{service}} has a workload and says nothing about its tests, so it is delivered untested." },
    docs: {
      summary: "A service with a workload says how it is tested.",
      rationale:
        "A release is built, tested and deployed in one run; without a test command nothing stands between a commit and its users. " +
        "The rule does not judge the tests. A service that is only resources needs none.",
      bad: ["workload: { run: node server.js, port: 8080 }"],
      good: [
        "workload: { run: node server.js, port: 8080 }\ntest: { run: npm test }",
        "resources: { db: { type: postgres } }",
      ],
    },
  },
  check(service, context) {
    const { test, workloads } = context.graph;
    const [workload] = workloads;
    if (test || !workload) return;
    context.report({
      messageId: "missing",
      at: workload.origin,
      data: { service: service.name },
      suggestions: ["Add `test: { run: npm test }`, or whatever runs your tests."],
    });
  },
});
