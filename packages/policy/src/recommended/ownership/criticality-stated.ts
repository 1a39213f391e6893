import { isJsonObject, own } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";

/** How much hangs on a service is somebody's decision. */
export const criticalityStated = defineRule({
  id: "ownership/criticality-stated",
  phase: "documents",
  select: { document: "Service" },
  meta: {
    severity: "low",
    since: "0.2.0",
    fix: "unsafe",
    messages: { silent: "The service does not say how much hangs on it, so it counts as standard." },
    docs: {
      summary: "A service says how critical it is.",
      rationale:
        "Replicas, backups and runbooks are asked of what is critical. A service on which everything hangs and that nobody called so is let off all of them. " +
        "The fix writes `standard`, which holds already: it is not applied unasked, because a person should have thought about it.",
      bad: ["metadata: { owner: team-shop }"],
      good: ["metadata: { criticality: standard }", "metadata: { criticality: experimental }"],
    },
  },
  check(document, context) {
    const { metadata } = document.raw;
    if (metadata === undefined || !isJsonObject(metadata) || own(metadata, "criticality") !== undefined) return;
    const place = document.placeOf("/metadata");
    context.report({
      messageId: "silent",
      at: place,
      about: ["metadata", "criticality"],
      suggestions: ["Add `criticality: critical`, `standard` or `experimental` below `metadata:`."],
      fix: (edit) => edit.set(place, "standard", ["criticality"]),
    });
  },
});
