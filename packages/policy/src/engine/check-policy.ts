import { errorMessage, type Finding } from "@towpath/core";
import { type Graph, mergeFindings } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import type { Repository } from "../repository/index.ts";
import type { ParameterLayer } from "../rule/parameters.ts";
import type { Fleet, Phase, PolicyDocument } from "../rule/select.ts";
import { brokenRule, type Evaluation, evaluate } from "./evaluate.ts";
import { type Levels, levelFor } from "./levels.ts";
import { joinRules, type PackRule } from "./pack.ts";
import { parametersFor } from "./parameter-findings.ts";
import { openTally, type RuleStatistics } from "./statistics.ts";
import {
  indexDocument,
  indexFleet,
  indexGraph,
  indexPlan,
  indexRepository,
  type SubjectIndex,
} from "./subject-index.ts";

/** What is checked, by which rules, how strictly and when. */
export interface PolicyRequest {
  readonly services: readonly PolicyService[];
  /** When absent, rules about changes are not evaluated, and the statistics say so. */
  readonly plans?: readonly Plan[] | undefined;
  /** What is around the services: rules about workflows and files look at it once. */
  readonly repository?: Repository | undefined;
  readonly fleet?: Fleet | undefined;
  readonly rules: readonly PackRule[];
  /** What the platform says; a pack's own level holds where it says nothing. */
  readonly levels: Levels;
  /** Values of parameters that hold for every service: the platform's. */
  readonly params?: readonly ParameterLayer[] | undefined;
  readonly now: Date;
  /** Before an `apply`, a mandatory rule that cannot be judged yet counts as failed. `check` when absent. */
  readonly purpose?: "check" | "apply" | undefined;
  /**
   * Does the work of a rule that did not come with Towpath and may never end; throws where it took too long. Such work is
   * simply done when absent.
   */
  readonly limit?: ((entry: PackRule, work: () => void) => void) | undefined;
}

/** One service: its document, for rules about documents, and its graphs, one for each environment. */
export interface PolicyService {
  readonly document?: PolicyDocument | undefined;
  readonly graphs: readonly Graph[];
  /** Levels that the service asks for itself: they count where they are stricter. */
  readonly levels?: Levels | undefined;
  /** Parameters that the service tightens. */
  readonly params?: ParameterLayer | undefined;
}

/** What was found, and how each rule fared. */
export interface PolicyResult {
  /** In the order of `compareFindings`. */
  readonly findings: readonly Finding[];
  /** Sorted by rule. */
  readonly rules: readonly RuleStatistics[];
}

/** Something that rules of one phase look at. */
interface Field extends Pick<Evaluation, "service" | "environment" | "graph" | "plan" | "repository"> {
  readonly phase: Phase;
  readonly index: SubjectIndex;
  readonly levels: Levels | undefined;
  readonly params: readonly ParameterLayer[];
}

/**
 * Evaluates every rule for every subject that it selects. Pure: the same request gives the same result, in the same
 * order. A rule that throws gives a finding of outcome `error`; the others still report.
 *
 * @throws {PolicyError} `policy/duplicate-rule` where two rules have one id
 */
export function checkPolicy(request: PolicyRequest): PolicyResult {
  const fields = Map.groupBy(fieldsOf(request), ({ phase }) => phase);
  const findings: Finding[] = [];
  const statistics = inOrder(request.rules).map((entry) => evaluateRule(entry, fields, request, findings));
  return { findings: mergeFindings(findings), rules: statistics };
}

function evaluateRule(
  entry: PackRule,
  fields: ReadonlyMap<Phase, readonly Field[]>,
  { levels, now, purpose, limit }: PolicyRequest,
  findings: Finding[],
): RuleStatistics {
  const { rule } = entry;
  const tally = openTally(entry, levelFor(rule.id, undefined, levels, undefined, entry.level));
  for (const field of fields.get(rule.phase) ?? []) {
    const level = levelFor(rule.id, field.environment, levels, field.levels, entry.level);
    tally.evaluated(level);
    if (level === "off") continue;
    const { values: params, findings: problems } = parametersFor(rule, field.params, field.service);
    findings.push(...problems);
    const failsUnknown = purpose === "apply";
    const evaluation: Evaluation = { ...field, rule, level, params, now, failsUnknown };
    const subjects = field.index(rule.select);
    if (subjects.length === 0) continue;
    const work = (): void => evaluate(evaluation, subjects, tally, findings);
    if (entry.from === undefined || limit === undefined) work();
    else {
      try {
        limit(entry, work);
      } catch (error) {
        tally.broke();
        findings.push(brokenRule(evaluation, errorMessage(error)));
      }
    }
  }
  return tally.statistics();
}

/** The same for each of a thousand services that are checked by one platform. */
const ordered = new WeakMap<readonly PackRule[], readonly PackRule[]>();

function inOrder(rules: readonly PackRule[]): readonly PackRule[] {
  const sorted = ordered.get(rules) ?? joinRules(rules);
  ordered.set(rules, sorted);
  return sorted;
}

/** Indexes everything once, for all rules. */
function fieldsOf({ services, plans = [], repository, fleet, params = [] }: PolicyRequest): readonly Field[] {
  const none = { service: undefined, environment: undefined, graph: undefined, plan: undefined, repository: undefined };
  const own = { ...none, levels: undefined, params };
  const graphs = services.flatMap((service) => service.graphs);
  const asked = services.map((service) => ({
    ...service,
    params: service.params === undefined ? params : [...params, service.params],
  }));
  return [
    ...asked.flatMap(({ document, graphs: [graph], levels, params }): readonly Field[] =>
      document
        ? [
            {
              ...none,
              phase: "documents",
              service: graph?.service.name,
              index: indexDocument(document),
              levels,
              params,
            },
          ]
        : [],
    ),
    ...asked.flatMap(({ graphs, levels, params }) =>
      graphs.map((graph): Field => {
        const [service, environment] = [graph.service.name, graph.environment.name];
        return { ...none, phase: "graph", service, environment, graph, index: indexGraph(graph), levels, params };
      }),
    ),
    ...plans.map((plan): Field => {
      const { service, environment } = plan;
      const isOfPlan = (one: Graph): boolean => one.service.name === service && one.environment.name === environment;
      const graph = graphs.find(isOfPlan);
      const of = asked.find((one) => one.graphs.some(isOfPlan));
      const index = indexPlan(plan, graph);
      const by = { levels: of?.levels, params: of?.params ?? params };
      return { ...none, phase: "plan", service, environment, graph, plan, index, ...by };
    }),
    ...(repository ? [{ ...own, phase: "repository" as const, repository, index: indexRepository(repository) }] : []),
    ...(fleet ? [{ ...own, phase: "fleet" as const, index: indexFleet(fleet) }] : []),
  ];
}
