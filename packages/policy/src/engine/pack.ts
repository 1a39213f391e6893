import { compareText } from "@towpath/core";
import { PolicyError } from "../errors.ts";
import type { Rule } from "../rule/define-rule.ts";
import { type LevelName, strictest } from "./levels.ts";

/** A rule in a pack, with the level that it has unless the platform says otherwise. */
export interface PackRule {
  readonly rule: Rule;
  readonly level: LevelName;
  /** Every service has something for it to see: a mandatory rule that saw nothing is then listed as vacuous. */
  readonly expectsSubjects?: boolean;
  /** Where it came from, when it did not come with Towpath: `@acme/policy@1.2.0`, `policies/no-queues.yaml`. */
  readonly from?: string;
}

/** A set of rules under a name that platforms refer to. */
export interface Pack {
  readonly name: string;
  readonly version?: string;
  /** Sorted by id. */
  readonly rules: readonly PackRule[];
}

/**
 * The rules of several packs, sorted by id. A rule that several of them have is taken once, at the strictest of its levels.
 *
 * @throws {PolicyError} `policy/duplicate-rule` where two rules have one id: nobody could say which of them holds
 */
export function joinRules(rules: readonly PackRule[]): readonly PackRule[] {
  const joined = new Map<string, PackRule>();
  for (const entry of rules) {
    const { id } = entry.rule;
    const known = joined.get(id);
    if (known && known.rule !== entry.rule) {
      throw new PolicyError({
        code: "policy/duplicate-rule",
        message: `Two rules are called ${id}.`,
        hint: "Leave out one of the packs that bring it, or give one of the rules another name.",
      });
    }
    const level = known ? strictest([known.level, entry.level]) : entry.level;
    joined.set(id, { ...entry, level, expectsSubjects: Boolean(known?.expectsSubjects || entry.expectsSubjects) });
  }
  return [...joined.values()].sort((a, b) => compareText(a.rule.id, b.rule.id));
}
