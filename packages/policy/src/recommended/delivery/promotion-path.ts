import { defineRule } from "../../rule/define-rule.ts";
import { isProduction, productionEnvironments } from "../production.ts";

/** Nothing arrives in production untried. */
export const promotionPath = defineRule({
  id: "delivery/promotion-path",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: { schema: { environments: productionEnvironments }, merge: { environments: "add-only" } },
    messages: {
      direct:
        "Releases reach {{environment}} from nowhere in particular: the platform names no environment that they come from.",
    },
    docs: {
      summary: "Releases come to production from another environment.",
      rationale:
        "With `promoteFrom` the same artifact that was tried is what goes on; without it a build that nobody has seen run can be deployed to its users. " +
        "It is the platform's to say, below `environments:`.",
      bad: ["metadata: { owner: team-shop }"],
      good: [
        "metadata: { owner: team-shop }\n---\nenvironments: { int: { engine: kubernetes }, prod: { promoteFrom: { environment: int } } }",
      ],
    },
  },
  check(_service, context) {
    const { environment } = context.graph;
    if (environment.promoteFrom || !isProduction(context.graph, context.params.environments)) return;
    context.report({
      messageId: "direct",
      at: environment,
      about: ["environments", environment.name, "promoteFrom"],
      data: { environment: environment.name },
      suggestions: ["The platform team adds `promoteFrom: { environment: …, bake: 30m }` to the environment."],
    });
  },
});
