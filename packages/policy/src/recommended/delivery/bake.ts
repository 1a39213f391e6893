import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";
import { isProduction, productionEnvironments } from "../production.ts";

/** What goes wrong goes wrong in the first minutes. */
export const bake = defineRule({
  id: "delivery/bake",
  phase: "graph",
  select: { workload: ["server", "worker"] },
  meta: {
    severity: "medium",
    since: "0.2.0",
    fix: "unsafe",
    params: {
      schema: { minSeconds: { type: "integer", minimum: 1, default: 60 }, environments: productionEnvironments },
      merge: { minSeconds: "raise-only", environments: "add-only" },
    },
    messages: {
      short:
        "{{name}} is critical, and a new release counts as good after {{actual}} in {{environment}}; {{min}} is the least.",
    },
    docs: {
      summary: "In production, a new release of a critical service is watched before it counts as good.",
      rationale:
        "Leaks, timeouts and the first real request show after minutes. While a release is watched, the old one can still come back by itself. " +
        "`deploy.bake` says for how long.",
      bad: ["metadata: { criticality: critical }\nworkload: { run: node server.js, port: 8080 }"],
      good: [
        "metadata: { criticality: critical }\nworkload: { run: node server.js, port: 8080, deploy: { bake: 5m } }",
        "workload: { run: node server.js, port: 8080 }",
      ],
    },
  },
  check(workload, context) {
    const { graph, params } = context;
    if (graph.service.criticality !== "critical" || !isProduction(graph, params.environments)) return;
    const seconds = workload.deploy.bakeMs / 1_000;
    if (seconds >= params.minSeconds) return;
    const least = `${params.minSeconds}s`;
    context.report({
      messageId: "short",
      at: originIn(workload, "deploy.bake"),
      path: ["deploy", "bake"],
      data: {
        name: workload.name,
        actual: seconds === 0 ? "no time at all" : `${seconds}s`,
        environment: graph.environment.name,
        min: least,
      },
      suggestions: [`Add \`deploy: { bake: ${least} }\` or more to the workload.`],
      fix: (edit) => edit.set(workload.origin, least, ["deploy", "bake"]),
    });
  },
});
