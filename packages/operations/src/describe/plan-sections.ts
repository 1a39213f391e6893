import { worstRisk } from "@towpath/manifest/difference";
import type { Plan } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { ACTIONS, actionOf, changeLine, type DescribedChange, worstFirst } from "./change-line.ts";

/**
 * A plan as a person reads it: what changes, why, from what to what, the worst first. What stays is left out, but for what a
 * destruction leaves.
 */
export function planSections(plan: Plan): readonly Section[] {
  const shown = plan.changes.filter(({ action, reasons }) => action !== "none" || reasons.length > 0);
  if (shown.length === 0) return [{ kind: "fields", fields: [{ name: "changes", value: plan.changesDigest }] }];
  return [
    {
      kind: "changes",
      title: `Plan for ${plan.service} in ${plan.environment}`,
      summary: `${sentence(planSummary(plan))} ${worstOf(plan.changes)} Digest to approve: ${plan.changesDigest}`,
      changes: worstFirst(shown).map(changeLine),
    },
  ];
}

const WORST = {
  none: "Nothing is interrupted.",
  restart: "The worst: something restarts.",
  downtime: "The worst: something is interrupted.",
  unknown: "The worst: something whose risk is not known yet.",
  "data-loss": "The worst: data is lost.",
} as const;

/** The worst of some changes, in a sentence. */
export function worstOf(changes: readonly Pick<DescribedChange, "risk">[]): string {
  return WORST[worstRisk(changes.map(({ risk }) => risk))];
}

/** `2 to create, 1 to update`; `nothing to change` when all is as it should be. */
export function planSummary({ changes }: { readonly changes: readonly DescribedChange[] }): string {
  const counts = new Map<string, number>();
  for (const change of changes) {
    const action = actionOf(change);
    if (action !== "none") counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  if (counts.size === 0) return "nothing to change";
  return ACTIONS.flatMap((action) => {
    const number = counts.get(action);
    return number === undefined ? [] : [`${number} to ${action}`];
  }).join(", ");
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
