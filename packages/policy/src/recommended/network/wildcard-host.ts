import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** A service answers to its own name, and not to everybody's. */
export const wildcardHost = defineRule({
  id: "network/wildcard-host",
  phase: "graph",
  select: { workload: "*", having: "route" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      wildcard: "{{name}} answers to {{host}}: every name there that nobody else has.",
      none: "{{name}} has a public route without a host: it answers to any name at all.",
    },
    docs: {
      summary: "A route names its host.",
      rationale:
        "With a wildcard a service receives what is meant for others: those that are down, and those that are named wrong. Its cookies and its flaws then count for their names. " +
        "A route without a host is left alone while it is internal.",
      bad: [
        'workload: { run: node server.js, port: 8080, route: { host: "*.shop.example.com" } }',
        "workload: { run: node server.js, port: 8080, route: { visibility: public } }",
      ],
      good: [
        "workload: { run: node server.js, port: 8080, route: { host: orders.shop.example.com, visibility: public } }",
      ],
    },
  },
  check(workload, context) {
    const { route, name } = workload;
    if (!route) return;
    const common = {
      at: originIn(workload, "route.host"),
      path: ["route", "host"],
      suggestions: ['Write its own name: `host: "${metadata.name}.${environment.domain}"`.'],
    };
    if (route.host?.includes("*"))
      context.report({ ...common, messageId: "wildcard", data: { name, host: route.host } });
    else if (route.host === undefined && route.visibility === "public")
      context.report({ ...common, messageId: "none", data: { name } });
  },
});
