import { defineRule } from "../../rule/define-rule.ts";

/** Nobody is surprised by the end of a version. */
export const versionLifecycle = defineRule({
  id: "data/version-lifecycle",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "medium",
    since: "0.1.0",
    messages: {
      deprecated: "{{name}} runs {{title}} {{version}}, which is deprecated.",
      ending: "{{name}} runs {{title}} {{version}}, which is offered until {{until}} only: {{left}} left.",
      ended: "{{name}} runs {{title}} {{version}}, which was offered until {{until}}.",
      withdrawn: "{{name}} runs {{title}} {{version}}, which is withdrawn.",
    },
    docs: {
      summary: "A resource runs a version that stays on offer.",
      rationale:
        "An upgrade of a database takes weeks of a team's time; the platform announces the end of a version with a date so that they can be planned. " +
        "Versions and their dates come from the platform's resource type.",
      bad: ['resources: { db: { type: postgres, version: "14" } }'],
      good: ['resources: { db: { type: postgres, version: "17" } }'],
    },
  },
  check(resource, context) {
    const { version, lifecycle, name, title } = resource;
    if (!version || !lifecycle) return;
    if (!version.known) return context.indeterminate(version, ["version"]);
    const data = { name, title, version: version.value };
    const suggestions = lifecycle.successor === undefined ? [] : [`Move to ${lifecycle.successor}.`];
    const common = { at: version, path: ["version"], suggestions };

    if (lifecycle.status === "withdrawn") return context.report({ ...common, messageId: "withdrawn", data });
    if (lifecycle.status !== "deprecated") return;
    const { until } = lifecycle;
    if (until === undefined) return context.report({ ...common, messageId: "deprecated", data });
    const days = daysUntilEnd(until, context.now);
    if (days < 0) return context.report({ ...common, messageId: "ended", data: { ...data, until } });
    const left = days === 0 ? "less than a day is" : days === 1 ? "1 day is" : `${days} days are`;
    context.report({ ...common, messageId: "ending", data: { ...data, until, left } });
  },
});

const DAY_MS = 86_400_000;

/** Whole days until the end of a day (`YYYY-MM-DD`, UTC); negative when it is over. */
function daysUntilEnd(day: string, now: Date): number {
  return Math.floor((Date.parse(`${day}T00:00:00Z`) + DAY_MS - now.getTime()) / DAY_MS);
}
