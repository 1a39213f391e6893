import { isSpelledAlike } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";

/** Whoever finds a service in a list learns what it is for. */
export const description = defineRule({
  id: "ownership/description",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: {
      missing: "{{service}} does not say what it does.",
      name: "The description of {{service}} says no more than its name.",
    },
    docs: {
      summary: "A service says in a sentence what it does.",
      rationale:
        "Among three hundred services, names alone tell nobody which one takes an order and which one bills it. Catalogues and alarms show the sentence. " +
        "A description that repeats the name counts as none.",
      bad: ["metadata: { owner: team-shop }", "metadata: { description: Orders }"],
      good: ["metadata: { description: Takes and tracks customer orders. }"],
    },
  },
  check(service, context) {
    const said = service.description?.trim() ?? "";
    const isMissing = said === "";
    if (!isMissing && !isSpelledAlike(said.replace(/[.!]$/, ""), service.name)) return;
    context.report({
      messageId: isMissing ? "missing" : "name",
      path: ["description"],
      data: { service: service.name },
      suggestions: ["Add `description:` below `metadata:`, with one sentence for somebody who has never heard of it."],
    });
  },
});
