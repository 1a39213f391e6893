import { defineRule } from "../../rule/define-rule.ts";

/** Whoever is woken at night by a service needs somebody to call. */
export const ownerPresent = defineRule({
  id: "ownership/owner-present",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.1.0",
    messages: { missing: "{{service}} has no owner, so nobody is asked when it fails." },
    docs: {
      summary: "A service names the team that owns it.",
      rationale:
        "Reviews, approvals and alarms go to the owner. A service without one is found in an incident, at the worst time. " +
        "Whether the team exists is the platform's to say: a manifest that names a team which the platform does not have is refused when it is read.",
      bad: ["metadata: { name: orders }"],
      good: ["metadata: { name: orders, owner: team-checkout }"],
    },
  },
  check(service, context) {
    if (service.owner !== undefined && service.owner.trim() !== "") return;
    context.report({
      messageId: "missing",
      path: ["owner"],
      data: { service: service.name },
      suggestions: ["Add `owner:` with the name of a team below `metadata:`."],
    });
  },
});
