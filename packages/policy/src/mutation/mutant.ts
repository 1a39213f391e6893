import type { Rule } from "../rule/define-rule.ts";

/** A rule with one thing changed in it, which its tests should notice. */
export interface Mutant {
  /** What was changed, as it goes on behind "when": `minDays is 6 by default, not 7`. */
  readonly what: string;
  readonly rule: Rule;
}

/** Those of the mutants that nothing notices. */
export function survivorsOf<M extends Mutant>(mutants: readonly M[], isNoticed: (rule: Rule) => boolean): readonly M[] {
  return mutants.filter(({ rule }) => !isNoticed(rule));
}
