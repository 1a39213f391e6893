import type { RuleStatistics } from "@towpath/policy";
import type { CheckRequest } from "./check-judge.ts";
import type { Judged } from "./judge.ts";
import type { ValidateRequest } from "./validate-judge.ts";

/** What is asked for, by the verb that judges it. */
export type Task =
  | { readonly verb: "check"; readonly request: CheckRequest }
  | { readonly verb: "validate"; readonly request: ValidateRequest };

/** What a worker is told: everything that decides what it says. */
export interface Share {
  readonly task: Task;
  readonly manifests: readonly string[];
  readonly now: Date;
  readonly folder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What a worker answers. */
export interface Answer<One extends Judged> {
  readonly seen: readonly One[];
  readonly rules: readonly RuleStatistics[];
}
