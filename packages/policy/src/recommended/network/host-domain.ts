import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** A service answers to names that its environment has. */
export const hostDomain = defineRule({
  id: "network/host-domain",
  phase: "graph",
  select: { workload: "*", having: "route" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: { schema: { value: { type: "string", default: "domain" }, also: { type: "list", default: [] } } },
    messages: { outside: "{{name}} answers to {{host}} in {{environment}}, which is not below {{domains}}." },
    docs: {
      summary: "A route's host is below the domain of its environment.",
      rationale:
        "No name leads to a host outside of it and no certificate covers one; a host of another environment takes that one's visitors. " +
        "The domain is the environment's value that `value` names, and further ones stand in `also`. Where an environment has no domain, nothing is asked.",
      bad: ["workload: { run: node server.js, port: 8080, route: { host: orders.example.org } }"],
      good: ['workload: { run: node server.js, port: 8080, route: { host: "orders.${environment.domain}" } }'],
    },
  },
  check(workload, context) {
    const host = workload.route?.host?.toLowerCase();
    const { environment } = context.graph;
    const { value, also } = context.params;
    const said = Object.hasOwn(environment.values, value) ? environment.values[value] : undefined;
    if (host === undefined || typeof said !== "string" || said === "") return;
    const domains = [said, ...also].map((domain) => domain.toLowerCase());
    if (domains.some((domain) => host === domain || host.endsWith(`.${domain}`))) return;
    context.report({
      messageId: "outside",
      at: originIn(workload, "route.host"),
      path: ["route", "host"],
      data: { name: workload.name, host, environment: environment.name, domains: domains.join(" or ") },
      suggestions: [
        `Write \`host: "${context.graph.service.name}.\${environment.${value}}"\`: it is right in every environment.`,
      ],
    });
  },
});
