import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** A new release takes over only once it says that it is ready. */
export const healthCheck = defineRule({
  id: "workload/health-check",
  phase: "graph",
  select: { workload: "server" },
  meta: {
    severity: "medium",
    since: "0.1.0",
    messages: {
      missing: "{{name}} is a server without a health check: a release that cannot serve would take over unnoticed.",
    },
    docs: {
      summary: "A server says how its health is checked.",
      rationale:
        "Without a check, a process that runs counts as healthy, and one that lost its database keeps receiving requests. " +
        "The check's path should look at what the server needs, and answer fast.",
      bad: ["workload: { run: node server.js, port: 8080 }"],
      good: [
        "workload: { run: node server.js, port: 8080, health: { path: /healthz } }",
        "workload: { run: node worker.js, kind: worker }",
      ],
    },
  },
  check(workload, context) {
    if (workload.health || workload.containers.some(({ readiness }) => readiness)) return;
    context.report({
      messageId: "missing",
      at: originIn(workload, "health"),
      path: ["health"],
      data: { name: workload.name },
      suggestions: ["Add `health: { path: /healthz }` to the workload."],
    });
  },
});
