import { PolicyError } from "../errors.ts";
import type { Rule } from "../rule/define-rule.ts";
import type { LevelName } from "./levels.ts";

/** A rule in a pack, with the level that it has unless the platform says otherwise. */
export interface PackRule {
  readonly rule: Rule;
  readonly level: LevelName;
  /** Every service has something for it to see: a mandatory rule that saw nothing is then listed as vacuous. */
  readonly expectsSubjects?: boolean;
}

/** A set of rules under a name that platforms refer to. */
export interface Pack {
  readonly name: string;
  /** Sorted by id. */
  readonly rules: readonly PackRule[];
}

/** Refuses two rules of one id: nobody could say which of them holds. @throws {PolicyError} `policy/duplicate-rule` */
export function assertUnique(rules: readonly PackRule[]): void {
  const seen = new Set<string>();
  for (const { rule } of rules) {
    if (seen.has(rule.id)) {
      throw new PolicyError({
        code: "policy/duplicate-rule",
        message: `Two rules are called ${rule.id}.`,
        hint: "Leave out one of the packs that bring it, or give one of the rules another name.",
      });
    }
    seen.add(rule.id);
  }
}
