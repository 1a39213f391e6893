import type { Change, Difference } from "@towpath/provisioning";
import { defineRule } from "../../rule/define-rule.ts";

/** Whoever reviews a change sees that there is no way back from it. */
export const versionUpgrade = defineRule({
  id: "data/version-upgrade",
  phase: "plan",
  select: { change: ["update", "upgrade", "migrate"] },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      oneWay: "{{address}} ({{type}}) would go from version {{before}} to {{after}}, and there is no way back.",
    },
    docs: {
      summary: "An upgrade of what holds data is seen by whoever reviews it.",
      rationale:
        "A new version rewrites what the old one had stored. Rolling the service back does not roll the data back: only a backup from before does. " +
        "The rule says so for every such change of a stateful resource; it is advice, and there is nothing to mend.",
      bad: [
        "- { address: resources.db, type: postgres, action: upgrade, risk: downtime, diff: [{ path: version, before: '16', after: '17' }] }\n---\nresources: { db: { type: postgres } }",
      ],
      good: [
        "- { address: resources.db, type: postgres, action: update, risk: restart, diff: [{ path: settings.maxConnections, before: 100, after: 200 }] }\n---\nresources: { db: { type: postgres } }",
      ],
    },
  },
  check(change, context) {
    const resource = context.graph?.resources.find(({ address }) => address === change.address);
    const version = versionChange(change);
    if (!version || resource?.isStateful === false || version.before === undefined) return;
    context.report({
      messageId: "oneWay",
      path: ["version"],
      data: {
        address: change.address,
        type: change.type,
        before: String(version.before),
        after: version.after === undefined ? "one that is not known yet" : String(version.after),
      },
      suggestions: [
        "See that a backup was taken and can be restored, and that the upgrade was tried in another environment.",
      ],
    });
  },
});

/** How the version of a thing changes, where it does. */
export function versionChange({ diff }: Change): Difference | undefined {
  return diff.find(({ path, before, after }) => path === "version" && before !== after);
}
