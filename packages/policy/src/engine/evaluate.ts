import {
  type Address,
  address,
  errorMessage,
  type Finding,
  type Level,
  makeFinding,
  type Outcome,
  type Place,
} from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import type { Repository } from "../repository/index.ts";
import { type At, placesOf } from "../rule/at.ts";
import type { RuleContext } from "../rule/context.ts";
import type { Rule } from "../rule/define-rule.ts";
import { type FixWriter, writeFix } from "../rule/fix.ts";
import { type Datum, fillMessage, type Messages } from "../rule/message.ts";
import type { ParameterSchemas } from "../rule/parameters.ts";
import type { Tally } from "./statistics.ts";
import type { Located } from "./subject-index.ts";

/** What one rule is evaluated with for the subjects of one graph, plan, document, repository or fleet. */
export interface Evaluation {
  readonly rule: Rule;
  readonly level: Level;
  readonly params: RuleContext<ParameterSchemas, Messages>["params"];
  readonly now: Date;
  readonly service: string | undefined;
  readonly environment: string | undefined;
  readonly graph: Graph | undefined;
  readonly plan: Plan | undefined;
  readonly repository: Repository | undefined;
  /** A mandatory rule that cannot be judged fails: what it guards is about to happen. */
  readonly failsUnknown: boolean;
}

/**
 * Evaluates a rule for subjects of one field, one after the other. A rule that throws gives a finding of outcome `error`,
 * beside what it had reported.
 */
export function evaluate(evaluation: Evaluation, subjects: readonly Located[], tally: Tally, into: Finding[]): void {
  const { rule, level, now } = evaluation;
  const failure: Outcome = isUpcoming(rule, now) ? "upcoming" : "fail";
  const most = into.length + MOST_FINDINGS;
  let isFull = false;
  let located: Located | undefined;
  const add = (facts: Omit<FindingFacts, "evaluation" | "located">): void => {
    if (!located) throw new TypeError(`${rule.id} reported when nobody listened any more`);
    into.push(findingOf({ evaluation, located, ...facts }));
  };

  const context = {
    params: evaluation.params,
    now,
    graph: evaluation.graph,
    plan: evaluation.plan,
    repository: evaluation.repository,
    report(report: ReportFacts) {
      isFull ||= into.length >= most;
      if (isFull) throw new RangeError(TOO_MANY);
      const message = fillMessage(rule.id, rule.meta.messages, report.messageId, report.data);
      add({ ...report, outcome: failure, message });
    },
    indeterminate(unknown: { readonly why: string; readonly origin: { readonly place: Place } }, path = noPath) {
      const counts = evaluation.failsUnknown && level === "mandatory" && failure === "fail";
      const what = `${rule.meta.docs.summary} Whether that holds is known only after apply: ${sentence(unknown.why)}`;
      add({
        outcome: counts ? "fail" : "indeterminate",
        message: counts ? `${what} The rule is mandatory, so it counts as failed.` : what,
        at: unknown.origin.place,
        path,
        messageId: "indeterminate",
      });
    },
  };
  for (const one of subjects) {
    const before = into.length;
    located = one;
    try {
      requireDone(rule.check(one.subject, context));
      if (isFull) throw new RangeError(TOO_MANY);
    } catch (thrown) {
      add(errorFacts(rule, errorMessage(thrown)));
    }
    located = undefined;
    tally.saw(into, before);
    if (isFull) break;
  }
}

/** Of one rule about one service in one environment: a rule that reports more is broken, and would take all memory. */
const MOST_FINDINGS = 20_000;
const TOO_MANY = "it reports more than 20,000 findings at once; those before are listed, and no more are looked for";

/** What is said of a rule that could not be evaluated, when it is nobody's subject that it failed at. */
export function brokenRule(evaluation: Evaluation, why: string): Finding {
  const located: Located = { subject: { services: [] }, address: "", places: [] };
  return findingOf({ evaluation, located, ...errorFacts(evaluation.rule, why) });
}

function errorFacts(rule: Rule, why: string): Omit<FindingFacts, "evaluation" | "located"> {
  return {
    outcome: "error",
    message: `The rule ${rule.id} could not be evaluated: ${sentence(why)}`,
    messageId: "error",
    suggestions: ["This is a fault of the rule, not of your documents: tell whoever maintains its pack."],
  };
}

/** A rule that is written as an async function says what it found when nobody listens any more. */
function requireDone(answer: unknown): void {
  if (answer === undefined || !(answer instanceof Promise)) return;
  answer.catch(() => undefined);
  throw new TypeError("its check is asynchronous, and a check must be done when it returns");
}

const noPath: readonly string[] = [];

interface ReportFacts {
  readonly messageId: string;
  readonly at?: At | readonly At[] | undefined;
  readonly path?: readonly string[] | undefined;
  readonly about?: readonly string[] | undefined;
  readonly suggestions?: readonly string[] | undefined;
  readonly data?: Readonly<Record<string, Datum>> | undefined;
  readonly fix?: FixWriter | undefined;
}

interface FindingFacts extends ReportFacts {
  readonly evaluation: Evaluation;
  readonly located: Located;
  readonly outcome: Outcome;
  readonly message: string;
}

function findingOf({
  evaluation,
  located,
  outcome,
  message,
  messageId,
  at,
  path = noPath,
  about,
  suggestions = [],
  fix,
}: FindingFacts): Finding {
  const { rule, level, service, environment } = evaluation;
  const whose: Address = about ? address(...about) : located.address;
  const safety = rule.meta.fix;
  return makeFinding({
    code: rule.id,
    message: outcome === "upcoming" ? `${message} From ${rule.meta.effectiveFrom} on this fails.` : message,
    docs: rule.docs,
    outcome,
    level,
    severity: rule.meta.severity,
    service,
    address: path.length === 0 ? whose : `${whose}.${address(...path)}`,
    environments: environment === undefined ? [] : [environment],
    places: at === undefined ? located.places : ownFirst(placesOf(at), about ? [] : located.places, evaluation.graph),
    suggestions,
    fix: fix && safety && writeFix(safety, fix),
    discriminator: messageId,
  });
}

/** Who maintains a service looks at its files: what the platform says in its own is led to from the service's. */
function ownFirst(said: readonly Place[], subject: readonly Place[], graph: Graph | undefined): readonly Place[] {
  const [main, ...others] = said;
  const [own] = subject;
  if (!main || !own || !graph || main.file === own.file || main.file === graph.service.origin.place.file) return said;
  return [own, { ...main, note: main.note ?? "the platform says so" }, ...others];
}

function isUpcoming({ meta }: Rule, now: Date): boolean {
  return meta.effectiveFrom !== undefined && now < new Date(`${meta.effectiveFrom}T00:00:00Z`);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
