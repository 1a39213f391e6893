import { defineRule } from "../../rule/define-rule.ts";
import { isOff, wrongSettings } from "./wrong-settings.ts";

/** A disk that leaves the building tells nothing. */
export const encryptionAtRest = defineRule({
  id: "data/encryption-at-rest",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: {
      schema: {
        settings: { type: "list", default: ["encryption", "encrypted", "encryptionAtRest", "storageEncrypted"] },
      },
      merge: { settings: "add-only" },
    },
    messages: { off: "{{name}} keeps its data unencrypted: {{setting}} is {{value}}." },
    docs: {
      summary: "What holds data encrypts it where it is stored.",
      rationale:
        "Disks, snapshots and backups are copied, moved and thrown away by people who never see the service. " +
        "The rule looks at settings with the names in `settings`. Most databases cannot switch encryption on later, so there is no fix to apply: a change may replace what exists.",
      bad: ["resources: { db: { type: postgres, settings: { encryption: false } } }"],
      good: [
        "resources: { db: { type: postgres, settings: { encryption: true } } }",
        "resources: { db: { type: postgres } }",
      ],
    },
  },
  check(resource, context) {
    for (const { name: setting, path, said } of wrongSettings(resource, context.params.settings, isOff, context))
      context.report({
        messageId: "off",
        at: said,
        path,
        data: { name: resource.name, setting, value: JSON.stringify(said.value) },
        suggestions: ["Leave it out or switch it on, and look at the plan: what exists may have to be made anew."],
      });
  },
});
