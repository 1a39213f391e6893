import { defineRule } from "../../rule/define-rule.ts";
import { engineKind } from "../engine-kind.ts";
import { isOff, wrongSettings } from "./wrong-settings.ts";

/** What others stop without has a second one that takes over. */
export const highAvailability = defineRule({
  id: "data/high-availability",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    fix: "unsafe",
    params: {
      schema: { settings: { type: "list", default: ["highAvailability", "multiZone", "multiAz"] } },
      merge: { settings: "add-only" },
    },
    messages: {
      single: "{{name}} is one instance in {{environment}}, and {{service}} is critical: {{setting}} is {{value}}.",
    },
    docs: {
      summary: "What a critical service keeps its data in survives the loss of a machine.",
      rationale:
        "Instances of the service are many; they all wait for one database. " +
        "The rule looks at settings with the names in `settings`. It asks for nothing on the local engine, and leaves alone what the platform has decided for an environment. It costs money, so its fix is never applied without being asked for.",
      bad: [
        "metadata: { criticality: critical }\nresources: { db: { type: postgres, settings: { highAvailability: false } } }",
      ],
      good: [
        "metadata: { criticality: critical }\nresources: { db: { type: postgres, settings: { highAvailability: true } } }",
        "resources: { db: { type: postgres, settings: { highAvailability: false } } }",
      ],
    },
  },
  check(resource, context) {
    const { service, environment } = context.graph;
    if (service.criticality !== "critical" || engineKind(context.graph, resource) === "local") return;
    for (const { name: setting, path, said } of wrongSettings(resource, context.params.settings, isOff, context))
      context.report({
        messageId: "single",
        at: said,
        path,
        data: {
          name: resource.name,
          environment: environment.name,
          service: service.name,
          setting,
          value: JSON.stringify(said.value),
        },
        suggestions: [`Write \`settings: { ${setting}: true }\` for it in ${environment.name}.`],
        fix: said.value === false ? (edit) => edit.set(said, true) : undefined,
      });
  },
});
