import { nearest } from "@towpath/core";
import type { Waiver } from "@towpath/manifest/policy";
import { dayAfter, daysBetween } from "./days.ts";
import type { WaivableRule } from "./waivable-rule.ts";

/** How long before its end a waiver is spoken of. */
export const NOTICE_DAYS = 14;

/** What keeps a waiver from counting, whatever is found. */
export interface WaiverFault {
  readonly code: "waiver/unknown-rule" | "waiver/not-waivable" | "waiver/too-long" | "waiver/not-yet";
  /** What is wrong, as the rest of a sentence about the waiver. */
  readonly why: string;
  readonly suggestions: readonly string[];
  /** The part of the waiver that is wrong. */
  readonly part: "rule" | "expires" | "created";
}

/** Whether a waiver counts on a day, before anything is found. */
export type Claim =
  | { readonly state: "active" | "expiring" | "expired"; readonly daysLeft: number }
  | { readonly state: "invalid"; readonly daysLeft: number; readonly fault: WaiverFault };

/** What codes begin with that are no rules: a document that cannot be used, or a request that cannot be carried out. */
const NO_RULES = new Set(["manifest", "operation", "policy", "waiver", "provisioning", "delivery", "engine", "core"]);

/** @param today `YYYY-MM-DD`, in UTC */
export function claimOf(
  waiver: Waiver,
  rules: ReadonlyMap<string, WaivableRule>,
  today: string,
  hasOtherRules = false,
): Claim {
  const daysLeft = daysBetween(today, waiver.expires);
  const isOther = hasOtherRules && !rules.has(waiver.rule) && !isNoRule(waiver.rule);
  const fault = isOther ? undefined : faultOf(waiver, rules, today);
  if (fault) return { state: "invalid", daysLeft, fault };
  if (daysLeft < 0) return { state: "expired", daysLeft };
  return { state: daysLeft <= NOTICE_DAYS ? "expiring" : "active", daysLeft };
}

function faultOf(
  { rule: id, created, expires }: Waiver,
  rules: ReadonlyMap<string, WaivableRule>,
  today: string,
): WaiverFault | undefined {
  const rule = rules.get(id);
  if (!rule) return isNoRule(id) ? notWaivable(id) : unknownRule(id, rules.keys());
  const { maxDays } = rule;
  if (maxDays === false) return notWaivable(id);
  const days = daysBetween(created, expires);
  if (days > maxDays)
    return {
      code: "waiver/too-long",
      why: `lasts ${days} days, and ${id} may be waived for ${maxDays} at most`,
      suggestions: [`Write \`expires: ${dayAfter(created, maxDays)}\` or a day before it.`],
      part: "expires",
    };
  if (created > today)
    return {
      code: "waiver/not-yet",
      why: `is from ${created}, which is still to come`,
      suggestions: ["Write the day on which it was asked for; days are those of UTC."],
      part: "created",
    };
  return undefined;
}

/** Whether a code is of no rule of a pack or a platform. */
export function isNoRule(code: string): boolean {
  return NO_RULES.has(code.split("/", 1)[0] ?? "");
}

export function notWaivable(id: string): WaiverFault {
  return {
    code: "waiver/not-waivable",
    why: `is for ${id}, which cannot be waived`,
    suggestions: ["Delete it, and mend what the rule is about."],
    part: "rule",
  };
}

export function unknownRule(id: string, rules: Iterable<string>): WaiverFault {
  const near = nearest(id, rules);
  return {
    code: "waiver/unknown-rule",
    why: `is for ${JSON.stringify(id)}, and there is no such rule`,
    suggestions: near === undefined ? ["Delete it, or mend the name of the rule."] : [`Did you mean "${near}"?`],
    part: "rule",
  };
}
