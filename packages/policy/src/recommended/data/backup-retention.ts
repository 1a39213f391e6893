import { defineRule } from "../../rule/define-rule.ts";
import { isOfService } from "../is-of-service.ts";

/**
 * A database keeps its backups long enough to notice that data went wrong and still have the day before.
 *
 * Unit: whole days. Basis: ISO/IEC 27002:2022, 8.13 (information backup).
 */
export const backupRetention = defineRule({
  id: "data/backup-retention",
  phase: "graph",
  select: { resource: "*", having: "backupRetentionDays" },
  meta: {
    severity: "high",
    since: "0.1.0",
    fix: "safe",
    params: {
      schema: { minDays: { type: "integer", minimum: 1, default: 7 } },
      merge: { minDays: "raise-only" },
    },
    messages: { short: "{{name}} keeps backups for {{actual}}; {{min}} are required." },
    docs: {
      summary: "What holds data keeps its backups for a minimum number of days.",
      rationale:
        "Most corruption is noticed after a weekend. Yesterday's backup then holds the corruption too. " +
        "The rule sees resource types that have the setting `backupRetentionDays`; others are not judged.",
      bad: ["resources: { db: { type: postgres, settings: { backupRetentionDays: 1 } } }"],
      good: ["resources: { db: { type: postgres, settings: { backupRetentionDays: 14 } } }"],
    },
  },
  check(resource, context) {
    const days = resource.settings["backupRetentionDays"];
    const path = ["settings", "backupRetentionDays"];
    if (days === undefined) return;
    if (!days.known) return context.indeterminate(days, path);
    if (typeof days.value !== "number") {
      throw new TypeError(`backupRetentionDays of the type ${resource.type} is no number`);
    }
    const { minDays } = context.params;
    if (days.value >= minDays) return;
    context.report({
      at: days,
      path,
      messageId: "short",
      data: { name: resource.name, actual: inDays(days.value), min: inDays(minDays) },
      suggestions: [`Write ${minDays} or more.`],
      fix: isOfService(days.origin) ? (edit) => edit.set(days, minDays) : undefined,
    });
  },
});

function inDays(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
