import { defineRule } from "../../rule/define-rule.ts";
import type { FleetService } from "../../rule/select.ts";

/** A name means one service. */
export const uniqueName = defineRule({
  id: "ownership/unique-name",
  phase: "fleet",
  select: { fleet: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: { same: "{{manifest}} and {{other}} are both called {{name}}." },
    docs: {
      summary: "No two services of a platform have the same name.",
      rationale:
        "Whatever is made for a service is found again by its name: the two take over each other's resources, state and releases. A manifest that was copied is the usual reason. " +
        "The rule sees the manifests that are checked together.",
      bad: ["- { name: orders, manifest: shop/towpath.yaml }\n- { name: orders, manifest: shop-copy/towpath.yaml }"],
      good: ["- { name: orders, manifest: shop/towpath.yaml }\n- { name: prices, manifest: prices/towpath.yaml }"],
    },
  },
  check(fleet, context) {
    const taken = new Map<string, FleetService>();
    for (const service of fleet.services) {
      const other = taken.get(service.name);
      if (!other) {
        taken.set(service.name, service);
        continue;
      }
      context.report({
        messageId: "same",
        at: [service.place, other.place],
        path: ["services", service.name, service.manifest],
        data: { manifest: service.manifest, other: other.manifest, name: service.name },
        suggestions: ["Give the newer one a name of its own before it is deployed."],
      });
    }
  },
});
