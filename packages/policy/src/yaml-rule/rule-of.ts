import type { Origin, Place } from "@towpath/core";
import type { PolicyRuleDocument } from "@towpath/manifest/policy";
import { FaultHalt } from "../cel/halt.ts";
import type { Budget, CelValue, Evaluated, Expression } from "../cel/index.ts";
import type { Unknown } from "../rule/context.ts";
import type { Rule } from "../rule/define-rule.ts";
import type { FixWriter } from "../rule/fix.ts";
import type { Datum } from "../rule/message.ts";
import type { Parameters } from "../rule/parameters.ts";
import type { Subjects } from "../rule/select.ts";
import { type CompiledFix, valueIn } from "./fix.ts";
import { type Located, locatorOf } from "./locate.ts";
import type { Selection } from "./select.ts";
import type { Surroundings, Variable, YamlSubject } from "./subject/variables.ts";
import { type CompiledTemplate, shownText } from "./template.ts";

/** A rule in YAML with all of its expressions read. */
export interface RuleParts {
  /** As places name it. */
  readonly file: string;
  readonly document: PolicyRuleDocument;
  readonly selection: Selection;
  readonly parameters: Parameters;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly when: Expression | undefined;
  readonly assert: Expression;
  readonly at: readonly string[];
  readonly message: CompiledTemplate;
  readonly suggestions: readonly CompiledTemplate[];
  readonly fix: CompiledFix | undefined;
  /** The budget of one evaluation in the check of that time. */
  budgetFor(now: Date): Budget;
}

/** What the engine gives to a rule, as far as rules in YAML care. */
interface YamlContext extends Surroundings {
  report(report: {
    readonly messageId: string;
    readonly at?: Place | undefined;
    readonly path?: readonly string[];
    readonly suggestions?: readonly string[];
    readonly data?: Readonly<Record<string, Datum>>;
    readonly fix?: FixWriter | undefined;
  }): void;
  indeterminate(unknown: Unknown, path?: readonly string[]): void;
}

const MESSAGE = "failed";

/** The rule that the engine evaluates. */
export function ruleOf(parts: RuleParts): Rule {
  const { document, selection, parameters, message, fix } = parts;
  const { id, severity, since = "0.0.0", effectiveFrom, docs, waivable } = document.metadata;
  const [bad, good] = [examples(document.tests.fail), examples(document.tests.pass)];
  return {
    id,
    phase: selection.phase,
    select: selection.select,
    meta: {
      severity,
      since,
      ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
      ...(fix ? { fix: fix.safety } : {}),
      ...(waivable === undefined || waivable === true ? {} : { waivable }),
      docs: { ...docs, bad, good },
      messages: {
        [MESSAGE]: message.texts.map((text, index) => (index === 0 ? text : `{{v${index - 1}}}${text}`)).join(""),
      },
    },
    parameters,
    docs: docs.url ?? pageOf(parts.file),
    check: checkOf(parts),
  };
}

/** A rule without a page is explained by its own file. What starts with `packages/` is taken for a page of Towpath's own. */
function pageOf(file: string): string {
  return file.startsWith("packages/") ? `./${file}` : file;
}

function examples(written: readonly [object, ...object[]]): readonly [string, ...string[]] {
  const [first, ...rest] = written.map((one) => JSON.stringify(one, undefined, 2));
  return [first ?? "", ...rest];
}

function checkOf(parts: RuleParts): (subject: Subjects[YamlSubject], context: YamlContext) => void {
  const { selection, when, assert, at, message, suggestions, fix } = parts;
  const judged = binderOf(parts.variables, [...(when ? [when] : []), assert]);
  const shown = [...message.expressions, ...suggestions.flatMap(({ expressions }) => expressions)];
  const told = binderOf(parts.variables, [...shown, ...(fix?.expressions ?? [])]);
  const { locate } = locatorOf(selection.subject);

  return (subject, context) => {
    const budget = parts.budgetFor(context.now);
    const bindings = judged(subject, context);
    const condition = when ? requireNoFault(when.evaluate(bindings, budget), "when") : YES;
    if (condition.outcome === "value" && condition.value !== true) return;
    const held = requireNoFault(assert.evaluate(bindings, budget), "assert");
    if (held.outcome === "value" && held.value === true) return;
    const located = (path: readonly string[]): Located => locate(subject, path);
    const unknown = held.outcome === "unknown" ? held : condition;
    if (unknown.outcome === "unknown") {
      const place = unknown.place ?? located(at).place ?? located([]).place;
      context.indeterminate({ known: false, why: unknown.why, origin: originAt(place) }, at);
      return;
    }
    const values = { ...bindings, ...told(subject, context) };
    const evaluate = (expression: Expression): CelValue | undefined => valueIn(expression.evaluate(values, budget));
    const place = located(at).place;
    context.report({
      messageId: MESSAGE,
      ...(place ? { at: place } : {}),
      path: at,
      data: Object.fromEntries(message.expressions.map((one, index) => [`v${index}`, textFor(evaluate(one))])),
      suggestions: suggestions.map((one) => filled(one, evaluate)),
      fix: fix?.write(located, evaluate),
    });
  };
}

const YES: Evaluated = { outcome: "value", value: true };

/** @throws {FaultHalt} for an expression that has no value: the engine then says that the rule could not be evaluated */
function requireNoFault(evaluated: Evaluated, what: string): Exclude<Evaluated, { readonly outcome: "fault" }> {
  if (evaluated.outcome === "fault") throw new FaultHalt(`its \`${what}\` has no value here: ${evaluated.message}`);
  return evaluated;
}

function originAt(place: Place | undefined): Origin {
  return { layer: "service", place: place ?? { file: "" } };
}

function filled(
  { texts, expressions }: CompiledTemplate,
  evaluate: (expression: Expression) => CelValue | undefined,
): string {
  return texts
    .map((text, index) => (index === 0 ? text : textFor(evaluateAt(expressions, index - 1, evaluate)) + text))
    .join("");
}

function evaluateAt(
  expressions: readonly Expression[],
  index: number,
  evaluate: (expression: Expression) => CelValue | undefined,
): CelValue | undefined {
  const expression = expressions[index];
  return expression && evaluate(expression);
}

/** A message is for people: what is not known is said, and is no reason to say nothing. */
function textFor(value: CelValue | undefined): string {
  return value === undefined ? "(not known)" : shownText(value);
}

/** Looks up the variables that some expressions use, and no others. */
function binderOf(
  variables: Readonly<Record<string, Variable>>,
  expressions: readonly Expression[],
): (subject: Subjects[YamlSubject], around: Surroundings) => Record<string, CelValue> {
  const names = [...new Set(expressions.flatMap((expression) => expression.variables))];
  const used = names.flatMap((name) => {
    const variable = variables[name];
    return variable ? [[name, variable] as const] : [];
  });
  return (subject, around) => {
    const bindings: Record<string, CelValue> = {};
    for (const [name, variable] of used) {
      const value = variable.value(subject, around);
      if (value !== undefined) bindings[name] = value;
    }
    return bindings;
  };
}
