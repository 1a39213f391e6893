import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** What is only tried out is tried out among ourselves. */
export const experimentalPublic = defineRule({
  id: "network/experimental-public",
  phase: "graph",
  select: { workload: "*", having: "route" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { open: "{{service}} is experimental, and {{name}} can be reached from everywhere." },
    docs: {
      summary: "An experimental service has no public route.",
      rationale:
        "Experiments are let off what others must have: backups, replicas, an owner who answers. Strangers do not know that, and attackers prefer it. " +
        "Either it is no experiment any more, or it can do without the internet.",
      bad: [
        "metadata: { criticality: experimental }\nworkload: { run: node server.js, port: 8080, route: { host: try.example.com, visibility: public } }",
      ],
      good: [
        "metadata: { criticality: experimental }\nworkload: { run: node server.js, port: 8080, route: { host: try.example.com } }",
        "workload: { run: node server.js, port: 8080, route: { host: shop.example.com, visibility: public } }",
      ],
    },
  },
  check(workload, context) {
    const { service } = context.graph;
    if (service.criticality !== "experimental" || workload.route?.visibility !== "public") return;
    context.report({
      messageId: "open",
      at: originIn(workload, "route.visibility"),
      path: ["route", "visibility"],
      data: { service: service.name, name: workload.name },
      suggestions: ["Make the route internal, or say `criticality: standard` and do what that asks for."],
    });
  },
});
