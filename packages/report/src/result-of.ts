import { compareFindings, type Finding, isBlocking } from "@towpath/core";
import { countFindings } from "./count-findings.ts";
import type { Result, Section, Status, Verb } from "./result.ts";

/** What an operation knows at its end; {@link resultOf} adds the rest. */
export interface ResultFacts<Data> {
  readonly verb: Verb;
  /**
   * When absent or `ok`, the findings decide: `fault` when a rule could not be evaluated, `failed` when a finding blocks,
   * `ok` otherwise.
   */
  readonly status?: Status | undefined;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  /** One sentence that a person can read out. */
  readonly summary: string;
  readonly findings?: readonly Finding[] | undefined;
  readonly data: Data;
  readonly sections?: readonly Section[] | undefined;
}

/** Makes a Result: findings in their order, counts, and the status that follows from them unless one is given. */
export function resultOf<Data>(facts: ResultFacts<Data>): Result<Data> {
  const findings = [...(facts.findings ?? [])].sort(compareFindings);
  const counts = countFindings(findings);
  return {
    result: 1,
    verb: facts.verb,
    status: facts.status === undefined || facts.status === "ok" ? statusOfFindings(findings) : facts.status,
    service: facts.service,
    environment: facts.environment,
    summary: facts.summary,
    findings,
    counts,
    data: facts.data,
    sections: facts.sections ?? [],
  };
}

/** How an operation ends that did what it was asked: a rule that could not be evaluated never passes, whatever its level. */
function statusOfFindings(findings: readonly Finding[]): Status {
  if (findings.some(({ outcome }) => outcome === "error")) return "fault";
  return findings.some(isBlocking) ? "failed" : "ok";
}
