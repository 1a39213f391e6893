import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** A release proves itself before users meet it. */
export const smokeTest = defineRule({
  id: "delivery/smoke-test",
  phase: "graph",
  select: { workload: "server" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: {
      schema: { of: { type: "list", enum: ["critical", "public"], default: ["critical"] } },
      merge: { of: "add-only" },
    },
    messages: {
      missing: "{{name}} is {{what}} and has no smoke test: a release that starts and does not work takes over.",
    },
    docs: {
      summary: "A critical server has a smoke test.",
      rationale:
        "A health check says that a process answers; a smoke test says that an order can be placed. When it fails, the old release stays. " +
        "The parameter `of` asks it of public servers, too.",
      bad: ["metadata: { criticality: critical }\nworkload: { run: node server.js, port: 8080 }"],
      good: [
        "metadata: { criticality: critical }\nworkload: { run: node server.js, port: 8080, deploy: { smoke: node smoke.js } }",
        "workload: { run: node server.js, port: 8080 }",
      ],
    },
  },
  check(workload, context) {
    if (workload.deploy.smoke !== undefined) return;
    const { of } = context.params;
    const isCritical = of.includes("critical") && context.graph.service.criticality === "critical";
    const isPublic = of.includes("public") && workload.route?.visibility === "public";
    if (!isCritical && !isPublic) return;
    context.report({
      messageId: "missing",
      at: originIn(workload, "deploy.smoke"),
      path: ["deploy", "smoke"],
      data: { name: workload.name, what: isCritical ? "critical" : "public" },
      suggestions: ["Add `deploy: { smoke: … }` with a command that uses it once as its users do."],
    });
  },
});
