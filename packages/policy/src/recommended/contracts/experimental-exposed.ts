import { defineRule } from "../../rule/define-rule.ts";

/** Nobody builds on an experiment without knowing that it is one. */
export const experimentalExposed = defineRule({
  id: "contracts/experimental-exposed",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { open: "{{service}} is experimental, and exposes {{contract}} to every team." },
    docs: {
      summary: "An experimental service exposes its contracts to teams that it names.",
      rationale:
        "What is relied on cannot be thrown away. An experiment that a critical service came to depend on has become critical without any of what that asks for. " +
        "Teams that are named have agreed to the risk.",
      bad: ["metadata: { criticality: experimental }\nexposes: { api: { openapi: openapi.yaml } }"],
      good: [
        "metadata: { criticality: experimental }\nexposes: { api: { openapi: openapi.yaml, allow: [team-billing] } }",
        "exposes: { api: { openapi: openapi.yaml } }",
      ],
    },
  },
  check(service, context) {
    if (service.criticality !== "experimental") return;
    for (const contract of context.graph.exposes) {
      if (contract.allow !== undefined) continue;
      context.report({
        messageId: "open",
        at: contract,
        about: ["exposes", contract.name],
        data: { service: service.name, contract: contract.name },
        suggestions: ["Add `allow:` with the teams that try it out with you, or say `criticality: standard`."],
      });
    }
  },
});
