import { defineRule } from "../../rule/define-rule.ts";

/** Tables change before the code that needs them runs, and once. */
export const migration = defineRule({
  id: "delivery/migration",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    params: {
      schema: { types: { type: "list", default: ["mariadb", "mssql", "mysql", "oracle", "postgres"] } },
      merge: { types: "add-only" },
    },
    messages: {
      missing: "{{service}} uses {{resource}} ({{type}}), and none of its workloads says how its tables are changed.",
    },
    docs: {
      summary: "A service with a relational database says how its tables are changed.",
      rationale:
        "Tables that every instance changes when it starts are changed by several at once, and a failure half-way leaves a service that does not start. " +
        "`deploy.migrate` runs once, before the new release is exposed. The rule looks at resources of `types` that a workload uses.",
      bad: [
        'resources: { db: { type: postgres } }\nworkload: { run: node server.js, port: 8080, variables: { DATABASE_URL: "${resources.db.url}" } }',
      ],
      good: [
        'resources: { db: { type: postgres } }\nworkload:\n  run: node server.js\n  port: 8080\n  variables: { DATABASE_URL: "${resources.db.url}" }\n  deploy: { migrate: node migrate.js }',
        "resources: { db: { type: postgres } }",
      ],
    },
  },
  check(service, context) {
    const { workloads, resources } = context.graph;
    if (workloads.some(({ deploy }) => deploy.migrate !== undefined)) return;
    const used = new Set(workloads.flatMap(({ dependsOn }) => dependsOn));
    const database = resources.find(
      ({ address, type, share }) => used.has(address) && share === undefined && context.params.types.includes(type),
    );
    if (!database) return;
    context.report({
      messageId: "missing",
      at: database,
      about: ["resources", database.name],
      data: { service: service.name, resource: database.name, type: database.type },
      suggestions: ["Add `deploy: { migrate: … }` to the workload with the command that brings the tables up to date."],
    });
  },
});
