import { defineRule } from "../../rule/define-rule.ts";

/** What is relied on was promised. */
export const contractNamed = defineRule({
  id: "contracts/contract-named",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { unnamed: "{{service}} relies on {{provider}} and does not say on which of its contracts." },
    docs: {
      summary: "A service that relies on another one names the contract.",
      rationale:
        "Without it nobody is held to anything: the other service may change whatever it likes, and nobody is told. With it the check says when the contract is gone or was never meant for you. " +
        "What is no service of the platform is reached by `clients` and has no contract here.",
      bad: ["consumes: { payments: { service: payments } }"],
      good: [
        "consumes: { payments: { service: payments, contract: api } }",
        "consumes: { cards: { clients: [stripe] } }",
      ],
    },
  },
  check(service, context) {
    for (const consumption of context.graph.consumes) {
      const { service: provider, contract, name } = consumption;
      if (provider === undefined || contract !== undefined) continue;
      context.report({
        messageId: "unnamed",
        at: consumption,
        about: ["consumes", name, "contract"],
        data: { service: service.name, provider },
        suggestions: [`Add \`contract:\` with one that ${provider} exposes, or ask its owner to expose one.`],
      });
    }
  },
});
