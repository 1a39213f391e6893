import type { Finding, Outcome } from "@towpath/core";
import type { Phase } from "../rule/select.ts";
import { type LevelName, strictest } from "./levels.ts";
import type { PackRule } from "./pack.ts";

/** How a rule fared. A rule that saw nothing has proved nothing. */
export interface RuleStatistics {
  readonly rule: string;
  readonly phase: Phase;
  /** The strictest that it was evaluated with in any environment. */
  readonly level: LevelName;
  /** False where what it looks at was not there, such as a plan or a repository. Neither a pass nor vacuous. */
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
  /** One subject was seen, with the findings from `first` on. */
  saw(findings: readonly Finding[], first: number): void;
  /** It could not be evaluated for a whole field. */
  broke(): void;
  statistics(): RuleStatistics;
}

type Counted = "passed" | "failed" | "upcoming" | "indeterminate" | "errors";

/** The heavier, the further behind. */
const WEIGHT: readonly Counted[] = ["passed", "upcoming", "indeterminate", "failed", "errors"];

/** Waivers come later: what a rule itself says is one of four. */
const COUNTED: Readonly<Record<Outcome, Counted>> = {
  error: "errors",
  fail: "failed",
  indeterminate: "indeterminate",
  upcoming: "upcoming",
  pending: "failed",
  waived: "failed",
};

/** @param fallback the level where there was no environment to ask about */
export function openTally({ rule, expectsSubjects = false }: PackRule, fallback: LevelName): Tally {
  const levels: LevelName[] = [];
  const counts = { subjects: 0, passed: 0, failed: 0, upcoming: 0, indeterminate: 0, errors: 0 };
  return {
    evaluated: (level) => void levels.push(level),
    saw(findings, first) {
      let worst: Counted = "passed";
      for (let index = first; index < findings.length; index += 1) {
        const counted = COUNTED[findings[index]?.outcome ?? "fail"];
        if (WEIGHT.indexOf(counted) > WEIGHT.indexOf(worst)) worst = counted;
      }
      counts.subjects += 1;
      counts[worst] += 1;
    },
    broke() {
      counts.subjects += 1;
      counts.errors += 1;
    },
    statistics() {
      const level = levels.length === 0 ? fallback : strictest(levels);
      const isEvaluated = level !== "off" && levels.length > 0;
      const isVacuous = isEvaluated && level === "mandatory" && expectsSubjects && counts.subjects === 0;
      return { rule: rule.id, phase: rule.phase, level, isEvaluated, isVacuous, ...counts };
    },
  };
}
