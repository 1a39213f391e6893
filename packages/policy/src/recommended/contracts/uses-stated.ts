import { defineRule } from "../../rule/define-rule.ts";

/** A provider can tell which part of a contract it may still change. */
export const usesStated = defineRule({
  id: "contracts/uses-stated",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { all: "{{service}} relies on {{contract}} of {{provider}} and does not say on which parts." },
    docs: {
      summary: "A service says which parts of another one's contract it uses.",
      rationale:
        "A provider that does not know which fields are read may change none of them, or changes one that mattered. `uses` names a file with the parts: a contract test's, such as a pact, or a list of operations.",
      bad: ["consumes: { payments: { service: payments, contract: api } }"],
      good: ["consumes: { payments: { service: payments, contract: api, uses: uses.json } }"],
    },
  },
  check(service, context) {
    for (const consumption of context.graph.consumes) {
      const { service: provider, contract, uses, name } = consumption;
      if (provider === undefined || contract === undefined || uses !== undefined) continue;
      context.report({
        messageId: "all",
        at: consumption,
        about: ["consumes", name, "uses"],
        data: { service: service.name, contract, provider },
        suggestions: ["Add `uses:` with a file that names the operations and fields that you read."],
      });
    }
  },
});
