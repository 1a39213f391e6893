import type { Finding } from "@towpath/core";
import { type LevelName, strictest } from "./levels.ts";
import type { PackRule } from "./pack.ts";

/** How a rule fared. A rule that saw nothing has proved nothing. */
export interface RuleStatistics {
  readonly rule: string;
  /** The strictest that it was evaluated with in any environment. */
  readonly level: LevelName;
  /** False where what it looks at was not there: a rule about changes, without a plan. Neither a pass nor vacuous. */
  readonly isEvaluated: boolean;
  /** Mandatory, evaluated, expected to see something, and saw nothing. */
  readonly isVacuous: boolean;
  /** Subjects seen, once for each environment. Each is counted in exactly one of the following, the worst. */
  readonly subjects: number;
  readonly passed: number;
  readonly failed: number;
  readonly upcoming: number;
  readonly indeterminate: number;
  readonly errors: number;
}

/** Counts one rule's subjects. */
export interface Tally {
  /** What it looks at was there, at this level. */
  evaluated(level: LevelName): void;
  /** One subject was seen, with these findings. */
  saw(findings: readonly Finding[]): void;
  statistics(): RuleStatistics;
}

/** @param fallback the level where there was no environment to ask about */
export function openTally({ rule, expectsSubjects = false }: PackRule, fallback: LevelName): Tally {
  const levels: LevelName[] = [];
  const counts = { subjects: 0, passed: 0, failed: 0, upcoming: 0, indeterminate: 0, errors: 0 };
  return {
    evaluated: (level) => void levels.push(level),
    saw(findings) {
      const outcomes = new Set(findings.map(({ outcome }) => outcome));
      counts.subjects += 1;
      if (outcomes.has("error")) counts.errors += 1;
      else if (outcomes.has("fail")) counts.failed += 1;
      else if (outcomes.has("indeterminate")) counts.indeterminate += 1;
      else if (outcomes.has("upcoming")) counts.upcoming += 1;
      else counts.passed += 1;
    },
    statistics() {
      const level = levels.length === 0 ? fallback : strictest(levels);
      const isEvaluated = level !== "off" && levels.length > 0;
      const isVacuous = isEvaluated && level === "mandatory" && expectsSubjects && counts.subjects === 0;
      return { rule: rule.id, level, isEvaluated, isVacuous, ...counts };
    },
  };
}
