import { defineRule } from "../../rule/define-rule.ts";
import { literalOf } from "./literal-of.ts";
import { secretLike } from "./secret-patterns.ts";

/** Secrets are referred to and never written down: a repository is read by more people than a secret may be. */
export const secretsInVariables = defineRule({
  id: "data/secrets-in-variables",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "critical",
    since: "0.1.0",
    waivable: { maxDays: 30 },
    messages: { literal: "The value of the variable {{variable}} looks like {{what}}." },
    docs: {
      summary: "No variable holds a password, a token or a key as a literal.",
      rationale:
        "What is committed is copied to every clone, build and backup, and stays in the history for ever. " +
        "The rule knows the formats of common tokens, passwords in addresses and connection strings, and names such as `API_KEY`. It never prints the value. A secret that looks like any other text is not found.",
      bad: [
        'workload:\n  run: node server.js\n  variables: { DATABASE_URL: "postgres://shop:correct-horse@db.example.com/shop" }',
        "workload: { run: node server.js, variables: { PARTNER_API_KEY: 0f8b1d2c4a6e } }",
      ],
      good: [
        'resources: { db: { type: postgres } }\nworkload: { run: node server.js, variables: { DATABASE_URL: "${resources.db.url}" } }',
        "workload: { run: node server.js, variables: { TOKEN_TTL: 3600, PASSWORD_FILE: /run/secrets/password } }",
      ],
    },
  },
  check(workload, context) {
    for (const { path, variables } of workload.containers)
      for (const [variable, template] of Object.entries(variables)) {
        const what = secretLike(variable, literalOf(template));
        if (what === undefined) continue;
        context.report({
          messageId: "literal",
          at: { ...template.origin.place, isSecret: true },
          path: [...path, "variables", variable],
          data: { variable, what },
          suggestions: [
            "Refer to an output of a resource, or name it below `secrets:` and write `${secrets.NAME}`.",
            "If it was ever pushed, replace it: it is known.",
          ],
        });
      }
  },
});
