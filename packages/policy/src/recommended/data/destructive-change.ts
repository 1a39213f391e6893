import type { Action } from "@towpath/provisioning";
import { defineRule } from "../../rule/define-rule.ts";

const WORDS: Readonly<Partial<Record<Action, string>>> = {
  delete: "deleted",
  migrate: "migrated",
  replace: "replaced by a new one",
  update: "changed",
  upgrade: "upgraded",
};

/** Whoever reviews a change sees that data goes with it. */
export const destructiveChange = defineRule({
  id: "data/destructive-change",
  phase: "plan",
  select: { change: "*" },
  meta: {
    severity: "critical",
    since: "0.1.0",
    waivable: { maxDays: 14 },
    messages: { loses: "{{address}} ({{type}}) would be {{action}}, and its data would be lost{{why}}." },
    docs: {
      summary: "No change of the plan loses data.",
      rationale:
        "A setting that cannot be changed in place replaces the resource, and an empty database looks just like a healthy one. " +
        "Carrying such a change out needs consent that names the resource in any case; this rule shows it where the change is reviewed, and as mandatory it keeps it from being merged.",
      bad: ["- { address: resources.db, type: postgres, action: replace, risk: data-loss }"],
      good: [
        "- { address: resources.db, type: postgres, action: update, risk: restart }",
        "- { address: resources.db, type: postgres, action: retain, risk: none }",
      ],
    },
  },
  check(change, context) {
    if (change.risk !== "data-loss") return;
    const [reason] = change.reasons;
    context.report({
      messageId: "loses",
      data: {
        address: change.address,
        type: change.type,
        action: WORDS[change.action] ?? change.action,
        why: reason === undefined ? "" : ` (${reason.replace(/\.$/, "")})`,
      },
      suggestions: ["Keep the value that is there, or copy the data to a second resource first."],
    });
  },
});
