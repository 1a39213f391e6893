import { defineRule } from "../../rule/define-rule.ts";
import { isProduction, productionEnvironments } from "../production.ts";

/** What may still change under one's feet is tried where nobody depends on it. */
export const previewVersion = defineRule({
  id: "data/preview-version",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: { schema: { environments: productionEnvironments }, merge: { environments: "add-only" } },
    messages: { preview: "{{name}} runs {{title}} {{version}} in {{environment}}, which is a preview." },
    docs: {
      summary: "Production runs no version that is a preview.",
      rationale:
        "A preview has no promise of support: it may be taken back, and data that it wrote may not be readable by what follows. " +
        "Versions and their status come from the platform's resource type. Other environments may try it.",
      bad: ['resources: { db: { type: postgres, version: "18" } }'],
      good: ['resources: { db: { type: postgres, version: "17" } }'],
    },
  },
  check(resource, context) {
    const { version, lifecycle, name, title } = resource;
    if (!version || lifecycle?.status !== "preview" || !isProduction(context.graph, context.params.environments))
      return;
    if (!version.known) return context.indeterminate(version, ["version"]);
    const environment = context.graph.environment.name;
    context.report({
      messageId: "preview",
      at: version,
      path: ["version"],
      data: { name, title, version: version.value, environment },
      suggestions: [`Leave out \`version:\` in ${environment} to take the current one.`],
    });
  },
});
