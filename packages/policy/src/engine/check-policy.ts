import { compareText, type Finding } from "@towpath/core";
import { type Graph, mergeFindings } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import type { Rule } from "../rule/define-rule.ts";
import { type ParameterLayer, resolveParameters } from "../rule/parameters.ts";
import type { Phase, PolicyDocument } from "../rule/select.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import { type Levels, levelOf } from "./levels.ts";
import { assertUnique, type PackRule } from "./pack.ts";
import { openTally, type RuleStatistics } from "./statistics.ts";
import { indexDocument, indexGraph, indexPlan, type SubjectIndex } from "./subject-index.ts";

/** What is checked, by which rules, how strictly and when. */
export interface PolicyRequest {
  readonly services: readonly PolicyService[];
  /** When absent, rules about changes are not evaluated, and the statistics say so. */
  readonly plans?: readonly Plan[] | undefined;
  readonly rules: readonly PackRule[];
  /** What the platform says; a pack's own level holds where it says nothing. */
  readonly levels: Levels;
  /** Values of parameters, the platform's first. */
  readonly params?: readonly ParameterLayer[] | undefined;
  readonly now: Date;
  /** Before an `apply`, a mandatory rule that cannot be judged yet counts as failed. `check` when absent. */
  readonly purpose?: "check" | "apply" | undefined;
}

/** One service: its document, for rules about documents, and its graphs, one for each environment. */
export interface PolicyService {
  readonly document?: PolicyDocument | undefined;
  readonly graphs: readonly Graph[];
}

/** What was found, and how each rule fared. */
export interface PolicyResult {
  /** In the order of `compareFindings`. */
  readonly findings: readonly Finding[];
  /** Sorted by rule. */
  readonly rules: readonly RuleStatistics[];
}

/** Something that rules of one phase look at. */
interface Field extends Pick<Evaluation, "service" | "environment" | "graph" | "plan"> {
  readonly phase: Phase;
  readonly index: SubjectIndex;
}

/**
 * Evaluates every rule for every subject that it selects. Pure: the same request gives the same result, in the same
 * order. A rule that throws gives a finding of outcome `error`; the others still report.
 *
 * @throws {PolicyError} `policy/duplicate-rule`, `policy/invalid-parameter` or `policy/loosened-parameter`: what was given
 * cannot be checked by
 */
export function checkPolicy(request: PolicyRequest): PolicyResult {
  const fields = fieldsOf(request);
  const findings: Finding[] = [];
  const statistics = inOrder(request.rules).map((entry) => {
    const { rule } = entry;
    const params = parametersOf(rule, request.params);
    const tally = openTally(entry, levelOf(rule.id, undefined, request.levels, entry.level));
    for (const field of fields) {
      if (field.phase !== rule.phase) continue;
      const level = levelOf(rule.id, field.environment, request.levels, entry.level);
      tally.evaluated(level);
      if (level === "off") continue;
      const failsUnknown = request.purpose === "apply";
      const evaluation: Evaluation = { ...field, rule, level, params, now: request.now, failsUnknown };
      for (const located of field.index(rule.select)) {
        const found = evaluate(evaluation, located);
        tally.saw(found);
        findings.push(...found);
      }
    }
    return tally.statistics();
  });
  return { findings: mergeFindings(findings), rules: statistics };
}

/** The same for each of a thousand services that are checked by one platform. */
const ordered = new WeakMap<readonly PackRule[], readonly PackRule[]>();
const defaults = new WeakMap<Rule, Evaluation["params"]>();

function inOrder(rules: readonly PackRule[]): readonly PackRule[] {
  const known = ordered.get(rules);
  if (known) return known;
  assertUnique(rules);
  const sorted = rules.toSorted((a, b) => compareText(a.rule.id, b.rule.id));
  ordered.set(rules, sorted);
  return sorted;
}

function parametersOf(rule: Rule, layers: PolicyRequest["params"]): Evaluation["params"] {
  if (layers && layers.length > 0) return resolveParameters(rule, layers);
  const known = defaults.get(rule) ?? resolveParameters(rule);
  defaults.set(rule, known);
  return known;
}

/** Indexes everything once, for all rules. */
function fieldsOf({ services, plans = [] }: PolicyRequest): readonly Field[] {
  const graphs = services.flatMap((service) => service.graphs);
  const none = { environment: undefined, graph: undefined, plan: undefined };
  return [
    ...services.flatMap(({ document, graphs: [graph] }): readonly Field[] =>
      document ? [{ ...none, phase: "documents", service: graph?.service.name, index: indexDocument(document) }] : [],
    ),
    ...graphs.map((graph): Field => {
      const [service, environment] = [graph.service.name, graph.environment.name];
      return { ...none, phase: "graph", service, environment, graph, index: indexGraph(graph) };
    }),
    ...plans.map((plan): Field => {
      const { service, environment } = plan;
      const graph = graphs.find((one) => one.service.name === service && one.environment.name === environment);
      return { phase: "plan", service, environment, graph, plan, index: indexPlan(plan, graph) };
    }),
  ];
}
