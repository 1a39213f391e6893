import { defineRule } from "../../rule/define-rule.ts";

/** What no manifest names any more is not forgotten. */
export const leftBehind = defineRule({
  id: "data/left-behind",
  phase: "plan",
  select: { change: "retain" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      retained:
        "{{address}} ({{type}}) is no longer in the manifest of {{service}}. It stays, with its data, and nobody looks after it.",
    },
    docs: {
      summary: "Nothing that holds data is left without a manifest that names it.",
      rationale:
        "Towpath keeps data rather than lose it, so what a manifest drops goes on existing: it costs money, gets old, and is found in an audit. " +
        "A rename is the usual reason, and `moved:` says that it is one.",
      bad: ["- { address: resources.db, type: postgres, action: retain, risk: none }"],
      good: ["- { address: resources.db, type: postgres, action: update, risk: none }"],
    },
  },
  check(change, context) {
    const { address, type } = change;
    if (context.plan.goal === "destroy") return;
    context.report({
      messageId: "retained",
      data: { address, type, service: context.plan.service },
      suggestions: [
        `If it has another name now, add \`moved: [{ from: ${address}, to: … }]\`.`,
        `If its data is not needed any more, destroy it by name once it is kept: towpath destroy ${address}.`,
      ],
    });
  },
});
