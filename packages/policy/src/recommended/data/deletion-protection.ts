import { defineRule } from "../../rule/define-rule.ts";
import { isProduction, productionEnvironments } from "../production.ts";
import { isOff, wrongSettings } from "./wrong-settings.ts";

/** One wrong command does not take the data of real users with it. */
export const deletionProtection = defineRule({
  id: "data/deletion-protection",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    fix: "safe",
    params: {
      schema: {
        settings: { type: "list", default: ["deletionProtection", "preventDeletion"] },
        environments: productionEnvironments,
      },
      merge: { settings: "add-only", environments: "add-only" },
    },
    messages: { off: "{{name}} can be deleted in {{environment}} by one wrong command: {{setting}} is {{value}}." },
    docs: {
      summary: "In production, what holds data is protected from deletion.",
      rationale:
        "Towpath itself deletes no data without consent; a console, a script or another tool does. " +
        "The rule looks at stateful resources with one of the settings, in the environments that `environments` names.",
      bad: ["resources: { db: { type: postgres, settings: { deletionProtection: false } } }"],
      good: [
        "resources: { db: { type: postgres, settings: { deletionProtection: true } } }",
        "resources: { db: { type: postgres } }",
      ],
    },
  },
  check(resource, context) {
    const { settings, environments } = context.params;
    if (!resource.isStateful || !isProduction(context.graph, environments)) return;
    for (const { name: setting, path, said } of wrongSettings(resource, settings, isOff, context))
      context.report({
        messageId: "off",
        at: said,
        path,
        data: {
          name: resource.name,
          environment: context.graph.environment.name,
          setting,
          value: JSON.stringify(said.value),
        },
        suggestions: [
          "Switch it on. Whoever must delete it one day switches it off first, in a change that is reviewed.",
        ],
        fix: said.value === false ? (edit) => edit.set(said, true) : undefined,
      });
  },
});
