import { defineRule } from "../../rule/define-rule.ts";

/** What to do when a critical service fails is written down where its manifest says. */
export const runbook = defineRule({
  id: "ownership/runbook",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.1.0",
    params: { schema: { title: { type: "string", default: "runbook" } } },
    messages: { missing: '{{service}} is critical and links no runbook: no link of it has "{{title}}" in its title.' },
    docs: {
      summary: "A critical service links its runbook.",
      rationale:
        "Who is on call did not always write the service. A link from the manifest is found by people and by tools alike. " +
        "The rule looks at the titles of links and does not open them.",
      bad: ["metadata: { name: orders, criticality: critical }"],
      good: [
        "metadata:\n  name: orders\n  criticality: critical\n  links: [{ title: Runbook, url: https://wiki.example.com/orders }]",
        "metadata: { name: orders, criticality: standard }",
      ],
    },
  },
  check(service, context) {
    const { title } = context.params;
    if (service.criticality !== "critical") return;
    if (service.links.some((link) => link.title.toLowerCase().includes(title.toLowerCase()))) return;
    context.report({
      messageId: "missing",
      path: ["links"],
      data: { service: service.name, title },
      suggestions: ["Add `links: [{ title: Runbook, url: https://… }]` below `metadata:`."],
    });
  },
});
