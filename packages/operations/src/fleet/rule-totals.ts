import { compareText } from "@towpath/core";
import { type RuleStatistics, strictest } from "@towpath/policy";

/** One entry for each rule over all services: a rule that saw nothing anywhere shows as that. */
export function ruleTotals(): {
  add(statistics: readonly RuleStatistics[]): void;
  rules(): readonly RuleStatistics[];
} {
  const byRule = new Map<string, RuleStatistics>();
  return {
    add: (statistics) => {
      for (const one of statistics) {
        const before = byRule.get(one.rule);
        byRule.set(one.rule, before ? sum(before, one) : one);
      }
    },
    rules: () => [...byRule.values()].sort((a, b) => compareText(a.rule, b.rule)),
  };
}

function sum(a: RuleStatistics, b: RuleStatistics): RuleStatistics {
  return {
    rule: a.rule,
    phase: a.phase,
    level: strictest([a.level, b.level]),
    isEvaluated: a.isEvaluated || b.isEvaluated,
    isVacuous: (a.isVacuous || b.isVacuous) && a.subjects + b.subjects === 0,
    subjects: a.subjects + b.subjects,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    upcoming: a.upcoming + b.upcoming,
    indeterminate: a.indeterminate + b.indeterminate,
    errors: a.errors + b.errors,
  };
}
