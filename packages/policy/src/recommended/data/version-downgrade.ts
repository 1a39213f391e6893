import { defineRule } from "../../rule/define-rule.ts";
import { versionChange } from "./version-upgrade.ts";

/** Nobody tries to open new data with an old program. */
export const versionDowngrade = defineRule({
  id: "data/version-downgrade",
  phase: "plan",
  select: { change: "*" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    waivable: { maxDays: 14 },
    messages: { down: "{{address}} ({{type}}) would go back from version {{before}} to {{after}}." },
    docs: {
      summary: "No resource goes back to an older version.",
      rationale:
        "Databases cannot read what a later version of them wrote: the change fails half-way, or what exists is replaced by something empty. " +
        "Versions are compared number by number, as far as both have numbers; names are not compared.",
      bad: [
        "- { address: resources.db, type: postgres, action: replace, risk: data-loss, diff: [{ path: version, before: '17', after: '16' }] }",
      ],
      good: [
        "- { address: resources.db, type: postgres, action: upgrade, risk: downtime, diff: [{ path: version, before: '9.6', after: '10' }] }",
      ],
    },
  },
  check(change, context) {
    const version = versionChange(change);
    if (!version || !isOlder(String(version.after ?? ""), String(version.before ?? ""))) return;
    context.report({
      messageId: "down",
      path: ["version"],
      data: {
        address: change.address,
        type: change.type,
        before: String(version.before),
        after: String(version.after),
      },
      suggestions: [
        `Keep ${String(version.before)}. To have an older one, make a second resource and copy the data over.`,
      ],
    });
  },
});

/** Whether one version comes before another: by their numbers, from the left. False where they cannot be compared. */
function isOlder(one: string, other: string): boolean {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  for (const [index, number] of a.entries()) {
    const against = b[index];
    if (against === undefined) return false;
    if (number !== against) return number < against;
  }
  return false;
}

/** The numbers that a version begins with: `17.2-alpine` is 17, 2. */
function numbersOf(version: string): readonly number[] {
  return (/^v?(\d{1,9}(?:\.\d{1,9}){0,9})/.exec(version)?.[1] ?? "")
    .split(".")
    .flatMap((part) => (part === "" ? [] : [Number(part)]));
}
