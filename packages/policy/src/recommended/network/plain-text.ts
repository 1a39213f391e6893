import { defineRule } from "../../rule/define-rule.ts";
import { literalOf } from "../data/literal-of.ts";
import { plainAddressIn } from "./plain-addresses.ts";

/** Nobody between two services reads what they say to each other. */
export const plainText = defineRule({
  id: "network/plain-text",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      plain: "{{variable}} leads to {{host}} by {{scheme}}://, which everyone on the way can read and change.",
    },
    docs: {
      summary: "No variable leads out of the network without TLS.",
      rationale:
        "Whoever is on the way reads tokens and customers' data, and answers in the other one's name. " +
        "The rule looks at addresses with http, ws, ftp, ldap, amqp, mqtt, redis, smtp and telnet. Names within a cluster or a machine, and addresses of private networks, are left alone, and so is what a resource gives.",
      bad: [
        'workload: { run: node server.js, port: 8080, variables: { PARTNER_URL: "http://api.partner.example.com/v1" } }',
      ],
      good: [
        'workload: { run: node server.js, port: 8080, variables: { PARTNER_URL: "https://api.partner.example.com/v1" } }',
        'workload: { run: node server.js, port: 8080, variables: { PRICES_URL: "http://prices.shop.svc.cluster.local" } }',
      ],
    },
  },
  check(workload, context) {
    for (const { path, variables } of workload.containers)
      for (const [variable, template] of Object.entries(variables)) {
        const found = plainAddressIn(literalOf(template));
        if (!found) continue;
        context.report({
          messageId: "plain",
          at: template,
          path: [...path, "variables", variable],
          data: { variable, host: found.host, scheme: found.scheme },
          suggestions: [`Write ${found.better}://; nearly everyone answers to it.`],
        });
      }
  },
});
