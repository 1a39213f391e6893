import type { Json } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { isOff, wrongSettings } from "./wrong-settings.ts";

/** Nobody on the way can read or change what a service and its data say to each other. */
export const tlsRequired = defineRule({
  id: "data/tls-required",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    fix: "unsafe",
    params: {
      schema: { settings: { type: "list", default: ["tls", "requireTls", "tlsRequired", "requireSsl", "sslMode"] } },
      merge: { settings: "add-only" },
    },
    messages: { off: "{{name}} takes connections without TLS: {{setting}} is {{value}}." },
    docs: {
      summary: "What holds data is spoken to over TLS.",
      rationale:
        "Passwords and rows travel in the clear otherwise, and whoever is on the network reads along. " +
        "The rule looks at settings with the names in `settings`, and at `disable`, `allow` and `prefer` of a PostgreSQL `sslMode`: the last two fall back to no encryption without a word.",
      bad: ["resources: { db: { type: postgres, settings: { tls: false } } }"],
      good: ["resources: { db: { type: postgres, settings: { tls: true } } }"],
    },
  },
  check(resource, context) {
    for (const { name: setting, path, said } of wrongSettings(resource, context.params.settings, allowsPlain, context))
      context.report({
        messageId: "off",
        at: said,
        path,
        data: { name: resource.name, setting, value: JSON.stringify(said.value) },
        suggestions: [
          "Leave it out or switch it on; most clients need no more than the address that the platform gives.",
        ],
        fix: said.value === false ? (edit) => edit.set(said, true) : undefined,
      });
  },
});

function allowsPlain(value: Json): boolean {
  return isOff(value) || value === "allow" || value === "prefer";
}
