import { defineRule } from "../../rule/define-rule.ts";
import { literalOf } from "../data/literal-of.ts";

/** Variables that switch the check of certificates off, with the values that do. */
const SWITCHES: ReadonlyMap<string, RegExp> = new Map([
  ["CURL_INSECURE", /^(?:1|true|yes)$/i],
  ["GIT_SSL_NO_VERIFY", /^(?:1|true|yes)$/i],
  ["GONOSUMDB", /^\*$/],
  ["GOINSECURE", /\S/],
  ["NODE_TLS_REJECT_UNAUTHORIZED", /^0$/],
  ["NPM_CONFIG_STRICT_SSL", /^(?:0|false|no)$/i],
  ["PGSSLMODE", /^(?:disable|allow|prefer)$/],
  ["PYTHONHTTPSVERIFY", /^0$/],
]);

/** Parts of a connection's address that do the same. */
const IN_ADDRESS =
  /[?&;\s](?:(sslmode=(?:disable|allow|prefer))|(ssl=false)|(usessl=false)|(verifyservercertificate=false)|(tlsinsecure=true)|(trustservercertificate=(?:true|yes)))(?=[&;\s]|$)/i;

/** Whoever answers is who was asked. */
export const certificateChecks = defineRule({
  id: "network/certificate-checks",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    waivable: { maxDays: 30 },
    messages: {
      variable: "{{variable}} switches the check of certificates off: anyone may answer in the other one's name.",
      address: "{{variable}} has {{part}}, so anyone on the way may read, or answer in the other one's name.",
    },
    docs: {
      summary: "No variable switches the check of certificates off.",
      rationale:
        "TLS without a look at the certificate keeps nobody out who can get between the two. It is switched off to get past an error, and stays off. " +
        "The rule knows the switches of Node, Python, Git, Go, npm and PostgreSQL, and parts of addresses such as `sslmode=disable`.",
      bad: [
        "workload: { run: node server.js, port: 8080, variables: { NODE_TLS_REJECT_UNAUTHORIZED: 0 } }",
        'workload: { run: node server.js, port: 8080, variables: { DB: "postgres://db.example.com/shop?sslmode=disable" } }',
      ],
      good: [
        "workload: { run: node server.js, port: 8080, variables: { NODE_EXTRA_CA_CERTS: /etc/ca.pem } }",
        'workload: { run: node server.js, port: 8080, variables: { DB: "postgres://db.example.com/shop?sslmode=verify-full" } }',
      ],
    },
  },
  check(workload, context) {
    for (const { path, variables } of workload.containers)
      for (const [variable, template] of Object.entries(variables)) {
        const text = literalOf(template);
        const common = {
          at: template,
          path: [...path, "variables", variable],
          suggestions: [
            "Give it the certificate of the authority that signed the other one's, and leave the check on.",
          ],
        };
        if (SWITCHES.get(variable.toUpperCase())?.test(text))
          context.report({ ...common, messageId: "variable", data: { variable } });
        else {
          const part = IN_ADDRESS.exec(text)?.[0].slice(1);
          if (part !== undefined) context.report({ ...common, messageId: "address", data: { variable, part } });
        }
      }
  },
});
