import type { Place } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { secretLike } from "./secret-patterns.ts";

/** Labels and links are made to be shown. */
export const secretsInLabels = defineRule({
  id: "data/secrets-in-labels",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    waivable: { maxDays: 30 },
    messages: { literal: "{{field}} looks like {{what}}, and is shown to everyone." },
    docs: {
      summary: "No label, annotation or link holds a password, a token or a key.",
      rationale:
        "Labels travel to dashboards, catalogues, invoices and the names of things in a cloud; links are clicked and logged. " +
        "The rule knows the formats of common tokens, passwords in addresses and names such as `api-key`. It never prints the value.",
      bad: [
        "metadata: { labels: { api-key: 0f8b1d2c4a6e } }",
        'metadata: { links: [{ title: Dashboard, url: "https://viewer:correct-horse@grafana.example.com/" }] }',
      ],
      good: [
        "metadata: { labels: { cost-center: shop }, links: [{ title: Dashboard, url: https://grafana.example.com/ }] }",
      ],
    },
  },
  check(service, context) {
    const report = (about: readonly string[], field: string, what: string | undefined, place: Place): void => {
      if (what === undefined) return;
      context.report({
        messageId: "literal",
        at: { ...place, isSecret: true },
        about,
        data: { field, what: what.replace("its variable's name", "its name") },
        suggestions: ["Take it out.", "If it was ever pushed, replace it: it is known."],
      });
    };
    const { place } = service.origin;
    for (const [label, text] of Object.entries(service.labels))
      report(["metadata", "labels", label], `The label ${label}`, secretLike(label, text), place);
    for (const [index, { title, url }] of service.links.entries())
      report(["metadata", "links", String(index)], `The link "${title}"`, secretLike("", url), place);
    for (const { name: workload, annotations, origin } of context.graph.workloads)
      for (const [name, text] of Object.entries(annotations))
        report(
          ["workloads", workload, "annotations", name],
          `The annotation ${name}`,
          secretLike(name, text),
          origin.place,
        );
  },
});
