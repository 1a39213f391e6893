import type { Graph, Template } from "@towpath/manifest";
import { defineRule } from "../../rule/define-rule.ts";

/** A service is trusted with no more secrets than it needs. */
export const unusedSecret = defineRule({
  id: "data/unused-secret",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    fix: "unsafe",
    messages: { unused: "{{service}} names the secret {{secret}}, and nothing takes it." },
    docs: {
      summary: "Every secret that a service names is used.",
      rationale:
        "Whatever a service may read, an attacker in it may read too, and a secret that nobody uses is one that nobody dares to replace. " +
        "The rule looks at variables, files, volumes and settings. A file beside the manifest is not read, so where one is filled in the rule says nothing.",
      bad: ["secrets: { key: { from: vault:partner } }\nworkload: { run: node server.js, port: 8080 }"],
      good: [
        'secrets: { key: { from: vault:partner } }\nworkload: { run: node server.js, port: 8080, variables: { PARTNER_KEY: "${secrets.key}" } }',
      ],
    },
  },
  check(service, context) {
    const { graph } = context;
    if (graph.secrets.length === 0 || fillsSourceFiles(graph)) return;
    const used = new Set(templatesOf(graph).flatMap(({ parts }) => parts.map(addressOf)));
    for (const secret of graph.secrets) {
      if (used.has(secret.address)) continue;
      context.report({
        messageId: "unused",
        at: secret,
        about: ["secrets", secret.name],
        data: { service: service.name, secret: secret.name },
        suggestions: [`Take it out, or give it to a variable as \${secrets.${secret.name}}.`],
        fix: (edit) => edit.remove(secret),
      });
    }
  },
});

function addressOf(part: Template["parts"][number]): string | undefined {
  return part.kind === "secret" ? part.address : undefined;
}

function templatesOf({ workloads, resources }: Graph): readonly Template[] {
  const containers = workloads.flatMap((workload) => workload.containers);
  return [
    ...containers.flatMap(({ variables, files, volumes }) => [
      ...Object.values(variables),
      ...files.flatMap(({ content }) => (content.kind === "text" ? [content.template] : [])),
      ...volumes.map(({ source }) => source),
    ]),
    ...resources.flatMap(({ settings }) => Object.values(settings).flatMap(({ template }) => template ?? [])),
  ];
}

function fillsSourceFiles({ workloads }: Graph): boolean {
  return workloads.some(({ containers }) =>
    containers.some(({ files }) => files.some(({ content }) => content.kind === "source" && content.isExpanded)),
  );
}
