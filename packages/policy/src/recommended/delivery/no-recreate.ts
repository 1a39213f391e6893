import { defineRule } from "../../rule/define-rule.ts";
import { engineKind } from "../engine-kind.ts";
import { isOfService } from "../is-of-service.ts";
import { originIn } from "../origin-in.ts";

/** A deployment of what others stop without is no outage. */
export const noRecreate = defineRule({
  id: "delivery/no-recreate",
  phase: "graph",
  select: { workload: "server" },
  meta: {
    severity: "high",
    since: "0.2.0",
    fix: "unsafe",
    messages: {
      gap: "{{name}} is critical and is recreated by each deployment: until the new release is up, nobody answers.",
    },
    docs: {
      summary: "A critical server is there while it is deployed.",
      rationale:
        "`recreate` ends the old release before the new one starts, and when that does not start, nothing is left. " +
        "A service that may not run twice is a worker, or keeps a lock. On the local engine nothing is asked.",
      bad: [
        "metadata: { criticality: critical }\nworkload: { run: node server.js, port: 8080, deploy: { strategy: recreate } }",
      ],
      good: [
        "metadata: { criticality: critical }\nworkload: { run: node server.js, port: 8080, deploy: { strategy: rolling } }",
        "workload: { run: node server.js, port: 8080, deploy: { strategy: recreate } }",
      ],
    },
  },
  check(workload, context) {
    const { graph } = context;
    if (workload.deploy.strategy !== "recreate" || graph.service.criticality !== "critical") return;
    if (engineKind(graph, workload) === "local") return;
    const origin = originIn(workload, "deploy.strategy");
    context.report({
      messageId: "gap",
      at: origin,
      path: ["deploy", "strategy"],
      data: { name: workload.name },
      suggestions: ["Write `strategy: rolling`, and let the two releases get on with the same database for a while."],
      fix: isOfService(origin) ? (edit) => edit.set(origin, "rolling") : undefined,
    });
  },
});
