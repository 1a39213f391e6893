import type { Json } from "@towpath/core";
import type { RuleLevel } from "../generated/platform.ts";

/** How strictly a platform takes a rule. */
export type PolicyLevel = "mandatory" | "advisory" | "off";

/** The levels of a platform, by rule: one, or one for each environment. */
export type PolicyLevels = Readonly<Record<string, PolicyLevel | Readonly<Record<string, PolicyLevel>>>>;

/** Values of rules' parameters, by rule and name. */
export type PolicyParameters = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** The levels as their schema has held them to be. */
export function policyLevels(written: Readonly<Record<string, RuleLevel>> = {}): PolicyLevels {
  return Object.fromEntries(
    Object.entries(written).map(([rule, level]) => [
      rule,
      typeof level === "string" ? policyLevel(level) : { ...level },
    ]),
  );
}

function policyLevel(text: string): PolicyLevel {
  return text === "mandatory" || text === "advisory" ? text : "off";
}
