import type { Json } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { wrongSettings } from "./wrong-settings.ts";

const OPEN = new Set(["*", "0.0.0.0/0", "::/0", "all", "enable", "enabled", "everyone", "public", "true", "yes"]);

/** What holds data is reached from where its services run, and from nowhere else. */
export const publicAccess = defineRule({
  id: "data/public-access",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    fix: "unsafe",
    waivable: { maxDays: 30 },
    params: {
      schema: {
        settings: { type: "list", default: ["publicAccess", "publicNetworkAccess", "allowedNetworks"] },
      },
      merge: { settings: "add-only" },
    },
    messages: { open: "{{name}} can be reached from everywhere: {{setting}} is {{value}}." },
    docs: {
      summary: "What holds data cannot be reached from everywhere.",
      rationale:
        "A database with an address on the internet is found within hours, and then one weak password or one unpatched flaw is enough. " +
        "The rule looks at settings with the names in `settings`: true, words such as `public`, and networks that hold every address. A value that the platform has decided is left alone.",
      bad: ["resources: { db: { type: postgres, settings: { publicAccess: true } } }"],
      good: [
        "resources: { db: { type: postgres, settings: { publicAccess: false } } }",
        "resources: { db: { type: postgres } }",
      ],
    },
  },
  check(resource, context) {
    for (const { name: setting, path, said } of wrongSettings(resource, context.params.settings, isOpen, context))
      context.report({
        messageId: "open",
        at: said,
        path,
        data: { name: resource.name, setting, value: JSON.stringify(said.value) },
        suggestions: [
          "Leave it out, or name the networks that need it; people reach it through the platform's own way in.",
        ],
        fix: said.value === true ? (edit) => edit.set(said, false) : undefined,
      });
  },
});

function isOpen(value: Json): boolean {
  if (Array.isArray(value)) return value.some(isOpen);
  return value === true || (typeof value === "string" && OPEN.has(value.trim().toLowerCase()));
}
