import { defineRule } from "../../rule/define-rule.ts";

/** Whoever promises something knows to whom. */
export const allowList = defineRule({
  id: "contracts/allow-list",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { everyone: "{{service}} exposes {{contract}} to every team." },
    docs: {
      summary: "A contract says which teams may rely on it.",
      rationale:
        "A contract that anybody may use can never be changed: nobody knows who must be asked. A team that is added in a pull request has met the owner once. " +
        "An empty list is an answer, too: nobody, yet.",
      bad: ["exposes: { api: { openapi: openapi.yaml } }"],
      good: ["exposes: { api: { openapi: openapi.yaml, allow: [team-billing] } }"],
    },
  },
  check(service, context) {
    for (const contract of context.graph.exposes) {
      if (contract.allow !== undefined) continue;
      context.report({
        messageId: "everyone",
        at: contract,
        about: ["exposes", contract.name, "allow"],
        data: { service: service.name, contract: contract.name },
        suggestions: ["Add `allow:` with the teams that use it today."],
      });
    }
  },
});
