import { isNoRule, NOTICE_DAYS, notWaivable, unknownRule } from "./claim.ts";
import { dayAfter, daysBetween, isDay } from "./days.ts";
import type { Ignore } from "./read-ignores.ts";
import { MOST_DAYS, type WaivableRule } from "./waivable-rule.ts";

/** Whether a comment counts on a day, before anything is found. */
export type IgnoreClaim =
  | { readonly state: "active" | "expiring" | "expired"; readonly daysLeft: number }
  | {
      readonly state: "invalid";
      readonly daysLeft: number;
      readonly why: string;
      readonly suggestions: readonly string[];
    };

const FORM = "Write `# towpath-ignore RULE until:2027-01-30 -- reason`.";

/** @param today `YYYY-MM-DD`, in UTC */
export function claimOfIgnore(
  ignore: Ignore,
  rules: ReadonlyMap<string, WaivableRule>,
  today: string,
  hasOtherRules = false,
): IgnoreClaim {
  const { rule, until, reason, rest } = ignore;
  const invalid = (why: string, suggestions: readonly string[] = [FORM]): IgnoreClaim => ({
    state: "invalid",
    daysLeft: isDay(until) ? daysBetween(today, until) : 0,
    why,
    suggestions,
  });
  if (rule === "") return invalid("names no rule");
  const isOther = hasOtherRules && !isNoRule(rule);
  const known = rules.get(rule) ?? (isOther ? { maxDays: MOST_DAYS } : undefined);
  const fault = known ? undefined : isNoRule(rule) ? notWaivable(rule) : unknownRule(rule, rules.keys());
  if (!known || known.maxDays === false) {
    const { why, suggestions } = fault ?? notWaivable(rule);
    return invalid(why, suggestions);
  }
  if (rest.length > 0) return invalid(`has words that say nothing: ${rest.slice(0, 5).join(" ").slice(0, 80)}`);
  if (until === "") return invalid("does not say until when");
  if (!isDay(until)) return invalid(`says until ${JSON.stringify(until.slice(0, 40))}, and there is no such day`);
  if (reason === "") return invalid("gives no reason");
  const daysLeft = daysBetween(today, until);
  if (daysLeft > known.maxDays)
    return invalid(`lasts ${daysLeft} more days, and ${rule} may be waived for ${known.maxDays} at most`, [
      `Write \`until:${dayAfter(today, known.maxDays)}\` or a day before it.`,
    ]);
  if (daysLeft < 0) return { state: "expired", daysLeft };
  return { state: daysLeft <= NOTICE_DAYS ? "expiring" : "active", daysLeft };
}
