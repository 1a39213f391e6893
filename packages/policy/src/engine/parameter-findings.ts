import { type Finding, makeFinding } from "@towpath/core";
import type { Rule } from "../rule/define-rule.ts";
import { type ParameterLayer, type ParameterProblem, resolveParameters } from "../rule/parameters.ts";
import type { Evaluation } from "./evaluate.ts";

/** What a rule is evaluated with, and what somebody asked for that may not be. */
export interface RuleParameters {
  readonly values: Evaluation["params"];
  readonly findings: readonly Finding[];
}

/** The same for each of a thousand services that say nothing of their own. */
const known = new WeakMap<readonly ParameterLayer[], Map<Rule, RuleParameters>>();

/** The parameters of a rule for a service, with a finding for each value that may not be. */
export function parametersFor(
  rule: Rule,
  layers: readonly ParameterLayer[],
  service: string | undefined,
): RuleParameters {
  const rules = known.get(layers) ?? new Map<Rule, RuleParameters>();
  known.set(layers, rules);
  const before = rules.get(rule);
  if (before) return before;
  const { values, problems } = resolveParameters(rule, layers);
  const findings = problems.map((problem) =>
    findingOf(rule.id, problem, problem.layer.isPlatform ? undefined : service),
  );
  const made = { values, findings };
  rules.set(rule, made);
  return made;
}

function findingOf(rule: string, { code, layer, name, message, hint }: ParameterProblem, service?: string): Finding {
  const place = layer.placeOf?.(rule, name);
  return makeFinding({
    code,
    message,
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    service,
    address: `policies.params.${rule}.${name}`,
    places: place ? [place] : [],
    suggestions: [hint],
  });
}
