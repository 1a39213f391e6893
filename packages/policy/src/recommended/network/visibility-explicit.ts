import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** Who can reach a service is written down where its route is. */
export const visibilityExplicit = defineRule({
  id: "network/visibility-explicit",
  phase: "graph",
  select: { workload: "*", having: "route" },
  meta: {
    severity: "low",
    since: "0.2.0",
    fix: "safe",
    messages: { silent: "The route of {{name}} does not say who can reach it; it is {{visibility}}." },
    docs: {
      summary: "A route says whether it is internal or public.",
      rationale:
        "A reviewer sees from the manifest alone what is open to the world, and nothing becomes so because a default changed. " +
        "The fix writes down what holds already.",
      bad: ["workload: { run: node server.js, port: 8080, route: { host: orders.example.com } }"],
      good: [
        "workload: { run: node server.js, port: 8080, route: { host: orders.example.com, visibility: internal } }",
      ],
    },
  },
  check(workload, context) {
    const { route, origins, name } = workload;
    if (!route || Object.hasOwn(origins, "route.visibility")) return;
    const { visibility } = route;
    context.report({
      messageId: "silent",
      at: originIn(workload, "route.host"),
      path: ["route", "visibility"],
      data: { name, visibility },
      suggestions: [`Add \`visibility: ${visibility}\` to the route.`],
      fix: (edit) => edit.set(workload.origin, visibility, ["route", "visibility"]),
    });
  },
});
