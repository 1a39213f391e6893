import type { Fix, Json, Severity } from "@towpath/core";
import { PolicyError } from "../errors.ts";
import type { PhaseContexts, RuleContext } from "./context.ts";
import type { Messages } from "./message.ts";
import { type ParameterSchemas, type Parameters, resolveParameters } from "./parameters.ts";
import { RULE_ID } from "./rule-id.ts";
import type { Phase, Select, Selects, Subject, SubjectOf } from "./select.ts";

/** What a rule says of itself. */
export interface RuleMeta<P extends ParameterSchemas, M extends Messages> {
  readonly severity: Severity;
  /** The version of its pack that brought it. */
  readonly since: string;
  /** `YYYY-MM-DD`: until that day, in UTC, a failure is reported as upcoming and never blocks. */
  readonly effectiveFrom?: string;
  /** What its fixes are, where it has any: `safe` ones are made by `check --fix`. */
  readonly fix?: Fix["safety"];
  /** Whether a waiver may except from it, and for how many days at most. Ninety when absent. */
  readonly waivable?: false | { readonly maxDays: number };
  readonly docs: RuleDocs;
  readonly params?: Parameters<P>;
  readonly messages: M;
}

/**
 * A rule's page. Examples run as tests: YAML with a part of a manifest, or with the changes of a plan for phase `plan`; for
 * phase `repository` a workflow, or files of a repository.
 */
export interface RuleDocs {
  /** One sentence: what holds where the rule passes. */
  readonly summary: string;
  /** Why it matters, and what the rule does not see. */
  readonly rationale: string;
  /** Where more is written; the rule's page here when absent. */
  readonly url?: string;
  readonly bad: readonly [string, ...string[]];
  readonly good: readonly [string, ...string[]];
  /** What the parameters are where the examples run; their defaults when absent. */
  readonly params?: Readonly<Record<string, Json>>;
}

/** A rule as its author writes it. */
export interface RuleDefinition<
  Ph extends Phase,
  S extends Selects[Ph],
  P extends ParameterSchemas,
  M extends Messages,
> {
  /** `group/name`, for ever. */
  readonly id: string;
  readonly phase: Ph;
  readonly select: S;
  readonly meta: RuleMeta<P, M>;
  check(subject: SubjectOf<S>, context: RuleContext<P, M> & PhaseContexts[Ph]): void;
}

/** A rule as the engine uses it: {@link defineRule} has checked it. */
export interface Rule {
  readonly id: string;
  readonly phase: Phase;
  readonly select: Select;
  readonly meta: Omit<RuleMeta<ParameterSchemas, Messages>, "params">;
  readonly parameters: Parameters;
  /** The path of its page in the docs. */
  readonly docs: string;
  /** Called by the engine, with a subject that `select` gave and the context of its phase. */
  check(subject: Subject, context: Pick<RuleContext<ParameterSchemas, Messages>, "now">): void;
}

/**
 * Makes a rule. The subject's type follows from `select`, the parameters' from their schema, and each report must hold
 * the data that its message names.
 *
 * @throws {PolicyError} `policy/invalid-rule` for an id, a date or a message that no rule may have,
 * `policy/invalid-parameter` for a default out of its own bounds
 */
export function defineRule<
  const Ph extends Phase,
  const S extends Selects[Ph],
  const M extends Messages,
  const P extends ParameterSchemas = Record<never, never>,
>(definition: RuleDefinition<Ph, S, P, M>): Rule {
  const { id, phase, select, meta } = definition;
  if (!RULE_ID.test(id)) {
    throw invalid(id, "its id is not of the form group/name, in small letters, digits and hyphens");
  }
  const { effectiveFrom } = meta;
  if (effectiveFrom !== undefined && !isDate(effectiveFrom)) {
    throw invalid(id, `effectiveFrom is "${effectiveFrom}", not a day as YYYY-MM-DD`);
  }
  if (Object.keys(meta.messages).length === 0) throw invalid(id, "it has no message");
  const { waivable } = meta;
  if (waivable && !(Number.isInteger(waivable.maxDays) && waivable.maxDays > 0)) {
    throw invalid(id, `waivable.maxDays is ${waivable.maxDays}, not a whole number of days`);
  }
  const rule: Rule = {
    id,
    phase,
    select,
    meta,
    parameters: meta.params ?? { schema: {} },
    docs: meta.docs.url ?? `packages/policy/docs/rules/${id}.md`,
    check: definition.check,
  };
  const defaults = Object.entries(rule.parameters.schema).map(([name, schema]) => [name, schema.default]);
  const layer = { by: "its default", isPlatform: true, values: { [id]: Object.fromEntries(defaults) } };
  const [problem] = resolveParameters(rule, [layer]).problems;
  if (problem) throw new PolicyError({ code: problem.code, message: problem.message, hint: problem.hint });
  return rule;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

function invalid(id: string, what: string): PolicyError {
  return new PolicyError({ code: "policy/invalid-rule", message: `The rule "${id}" cannot be used: ${what}.` });
}
