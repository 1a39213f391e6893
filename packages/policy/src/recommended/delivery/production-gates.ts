import { defineRule } from "../../rule/define-rule.ts";
import { isProduction, productionEnvironments } from "../production.ts";

/** Somebody else has looked before a critical service changes. */
export const productionGates = defineRule({
  id: "delivery/production-gates",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: {
      schema: { minApprovals: { type: "integer", minimum: 1, default: 1 }, environments: productionEnvironments },
      merge: { minApprovals: "raise-only", environments: "add-only" },
    },
    messages: {
      few: "{{service}} is critical, and {{actual}} needed before it changes in {{environment}}; {{min}} should be.",
    },
    docs: {
      summary: "A critical service changes in production when somebody has agreed.",
      rationale:
        "Four eyes are what most audits ask for first, and most outages follow a change. " +
        "Approvals are the platform's to ask for, below `gates:` of the environment.",
      bad: ["metadata: { criticality: critical }"],
      good: [
        "metadata: { criticality: critical }\n---\nenvironments: { prod: { gates: { approvals: { count: 1 } } } }",
        "metadata: { criticality: standard }",
      ],
    },
  },
  check(service, context) {
    const { graph, params } = context;
    const { environment } = graph;
    if (service.criticality !== "critical" || !isProduction(graph, params.environments)) return;
    const count = environment.gates?.approvals?.count ?? 0;
    if (count >= params.minApprovals) return;
    context.report({
      messageId: "few",
      at: environment.gates ?? environment,
      about: ["environments", environment.name, "gates", "approvals"],
      data: {
        service: service.name,
        actual: count === 0 ? "no approval is" : count === 1 ? "1 approval is" : `${count} approvals are`,
        environment: environment.name,
        min: params.minApprovals,
      },
      suggestions: [
        `The platform team adds \`gates: { approvals: { count: ${params.minApprovals} } }\` to the environment.`,
      ],
    });
  },
});
