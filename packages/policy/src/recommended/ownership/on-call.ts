import { defineRule } from "../../rule/define-rule.ts";

/** Who is woken is written where everybody looks first. */
export const onCall = defineRule({
  id: "ownership/on-call",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: { schema: { titles: { type: "list", default: ["on-call", "on call", "pager", "rota"] } } },
    messages: {
      missing: '{{service}} is critical and does not say who is on call: no link of it has a title such as "On-call".',
    },
    docs: {
      summary: "A critical service links who is on call.",
      rationale:
        "At night nobody searches a wiki. The link leads to the rota, not to a person: people change. " +
        "The rule looks for one of `titles` in the titles of links.",
      bad: ["metadata: { criticality: critical }"],
      good: [
        "metadata:\n  criticality: critical\n  links: [{ title: On-call, url: https://pager.example.com/orders }]",
        "metadata: { criticality: standard }",
      ],
    },
  },
  check(service, context) {
    if (service.criticality !== "critical") return;
    const titles = context.params.titles.map((title) => title.toLowerCase());
    const isLinked = service.links.some((link) => titles.some((title) => link.title.toLowerCase().includes(title)));
    if (isLinked) return;
    context.report({
      messageId: "missing",
      path: ["links"],
      data: { service: service.name },
      suggestions: ["Add `links: [{ title: On-call, url: https://… }]` below `metadata:`."],
    });
  },
});
