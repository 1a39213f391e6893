import type { Place } from "@towpath/core";
import type { Mapping } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import type { Editing } from "../../rule/fix.ts";

/** Ecosystems for which Dependabot knows no cooldown. Source: GitHub's "Dependabot options reference". */
const WITHOUT = new Set(["opentofu"]);

/** A release that was taken over is mostly found out within days: who waits for them does not install it. */
export const dependabotCooldown = defineRule({
  id: "supply-chain/dependabot-cooldown",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    fix: "safe",
    params: {
      schema: { minDays: { type: "integer", minimum: 1, maximum: 90, default: 7 } },
      merge: { minDays: "raise-only" },
    },
    messages: {
      missing: "Dependabot proposes releases of {{ecosystem}} on the day they come out.",
      open: "The cooldown of {{ecosystem}} has no `default-days`, so it delays nothing.",
      short: "Dependabot waits {{actual}} for releases of {{ecosystem}}; {{min}} are required.",
    },
    docs: {
      summary: "Dependabot waits some days before it proposes a release.",
      rationale:
        "Most packages that somebody has taken over are found out and removed within days. Security updates do not wait: the cooldown is for new versions only.",
      bad: [
        "'.github/dependabot.yml':\n  version: 2\n  updates: [{ package-ecosystem: npm, directory: /, schedule: { interval: daily } }]\n",
        "'.github/dependabot.yml':\n  version: 2\n  updates: [{ package-ecosystem: npm, directory: /, cooldown: { default-days: 2 }, schedule: { interval: daily } }]\n",
      ],
      good: [
        "'.github/dependabot.yml':\n  version: 2\n  updates: [{ package-ecosystem: npm, directory: /, cooldown: { default-days: 7 }, schedule: { interval: daily } }]\n",
      ],
    },
  },
  check({ dependabot }, context) {
    const { minDays } = context.params;
    for (const update of updatesOf(dependabot)) {
      const ecosystem = update.scalar("package-ecosystem")?.text ?? "an ecosystem";
      if (WITHOUT.has(ecosystem)) continue;
      const path = [...update.path, "cooldown"];
      const cooldown = update.get("cooldown");
      const days = update.mapping("cooldown")?.scalar("default-days");
      const suggestions = [`Write \`cooldown: { default-days: ${minDays} }\`.`];
      const data = { ecosystem };
      const place = update.mapping("cooldown")?.place ?? update.place;
      const below = cooldown ? ["default-days"] : ["cooldown", "default-days"];
      const fix = { fix: (edit: Editing) => edit.set(place, minDays, below) };
      if (!cooldown) context.report({ messageId: "missing", at: firstKey(update), path, data, suggestions, ...fix });
      else if (!days) context.report({ messageId: "open", at: cooldown.keyPlace, path, data, suggestions, ...fix });
      else if (typeof days.raw === "number" && days.raw < minDays)
        context.report({
          messageId: "short",
          at: days.keyPlace,
          path: [...path, "default-days"],
          data: { ecosystem, actual: days.raw === 1 ? "1 day" : `${days.raw} days`, min: minDays },
          suggestions,
          ...fix,
        });
    }
  },
});

/** The entries of `updates`. */
export function updatesOf(dependabot: Mapping | undefined): readonly Mapping[] {
  return (dependabot?.list("updates") ?? []).filter((update) => update.kind === "mapping");
}

/** Where the first key of an entry stands: one that is many lines long is not underlined as a whole. */
export function firstKey(update: Mapping): Place {
  const [first] = update.entries.values();
  return first?.keyPlace ?? update.place;
}
