import { EXIT_CODES, type Result } from "@towpath/report";

/** What an action ended with. */
export interface Outcome {
  readonly result: Result;
  /** Why the step fails although the result is `ok`: one sentence. */
  readonly failure?: string | undefined;
  /** Findings do not fail the step: the result says `failed`, and the exit code is 0. Anything else still fails it. */
  readonly isTolerant?: boolean | undefined;
  /** What went wrong beside the result and does not change it: a sentence each, shown as warnings. */
  readonly warnings?: readonly string[] | undefined;
  /** What was thrown where the result says that something went wrong: shown in a debug run only. */
  readonly cause?: unknown;
  /** The action's own outputs, beside {@link COMMON_OUTPUTS}. */
  readonly outputs?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Further forms of the result, in parts: each is written to a file beside the report, which the output names. */
  readonly files?:
    | readonly { readonly output: string; readonly name: string; readonly parts: Iterable<string> }[]
    | undefined;
  /** Whether findings are shown at their lines. They are when absent. */
  readonly annotations?: boolean | undefined;
  /** Whether the job summary is written. It is when absent. */
  readonly summary?: boolean | undefined;
}

/** The outputs that every action sets, with what they hold. */
export const COMMON_OUTPUTS = {
  result: "How it ended: `ok`, `failed`, `invalid`, `fault` or `interrupted`.",
  findings: "How many findings there are.",
  mandatory: "How many of them block.",
  advisory: "How many of them are advice.",
  report: "Path of a file with the whole result as JSON.",
} as const;

/** The step's exit code. */
export function exitCodeOf({ isTolerant = false }: Outcome, { status }: Result): number {
  return isTolerant && status === "failed" ? EXIT_CODES.ok : EXIT_CODES[status];
}

/** Counts into a result what fails the step from outside of it. */
export function judged(outcome: Outcome): Result {
  const isTurned = outcome.failure !== undefined && outcome.result.status === "ok";
  return isTurned ? { ...outcome.result, status: "failed" } : outcome.result;
}
