import type { Place } from "@towpath/core";
import { Budget, EVALUATION_BUDGET } from "./budget.ts";
import type { Code, Frame, Scope } from "./compile/code.ts";
import { compile } from "./compile/compile.ts";
import type { Flaw } from "./flaw.ts";
import { ExhaustedHalt, FaultHalt, UnknownHalt } from "./halt.ts";
import { parseExpression } from "./parse.ts";
import { type CelType, fits, typeName } from "./type/cel-type.ts";
import type { CelValue } from "./value/cel-value.ts";

/** What an expression may use, and what it has to come to. */
export interface ExpressionContext {
  readonly variables: Readonly<Record<string, CelType>>;
  /** Any type when absent. */
  readonly result?: CelType | undefined;
}

/** Values of variables; those that an expression does not use may be left out. */
export type Bindings = Readonly<Record<string, CelValue>>;

/** What an evaluation came to. */
export type Evaluated =
  | { readonly outcome: "value"; readonly value: CelValue }
  /** It needs a value that is known only after apply. */
  | { readonly outcome: "unknown"; readonly why: string; readonly place: Place | undefined }
  /** It has no value: a property is missing, the work is too much. Never a pass. */
  | { readonly outcome: "fault"; readonly message: string };

/** An expression that was checked. */
export interface Expression {
  readonly source: string;
  readonly type: CelType;
  /** The variables that it uses, sorted. */
  readonly variables: readonly string[];
  /** Never throws. @param budget what it may spend; one of its own when absent */
  evaluate(bindings: Bindings, budget?: Budget): Evaluated;
}

/** An expression, or everything that is wrong with it, in the order of its text. */
export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly flaws: readonly Flaw[] };

/**
 * Reads an expression in the profile of CEL that docs/cel.md describes and checks it against the types of its variables.
 *
 * @param source at most 4,096 characters
 */
export function compileExpression(source: string, { variables, result }: ExpressionContext): Compiled {
  const tree = parseExpression(source);
  if ("message" in tree) return { ok: false, flaws: [tree] };
  const flaws: Flaw[] = [];
  const used = new Set<string>();
  const scope: Scope = {
    source,
    variables,
    locals: [],
    depth: 0,
    tally: { macros: 0 },
    used,
    flaw: (flaw) => void flaws.push(flaw),
    compile,
  };
  const code = compile(tree, scope);
  if (flaws.length === 0 && result && !fits(result, code.type)) {
    const message = `This has to come to ${typeName(result)}; it is ${typeName(code.type)}.`;
    flaws.push({ message, start: code.start, end: code.end, suggestions: [] });
  }
  if (flaws.length > 0) return { ok: false, flaws: flaws.toSorted((a, b) => a.start - b.start) };
  return { ok: true, expression: expressionOf(source, code, [...used].sort()) };
}

function expressionOf(source: string, code: Code, variables: readonly string[]): Expression {
  return {
    source,
    type: code.type,
    variables,
    evaluate(bindings, budget = new Budget(EVALUATION_BUDGET)) {
      const frame: Frame = { bindings, locals: [], budget };
      try {
        budget.spend(code.size);
        return { outcome: "value", value: code.run(frame) };
      } catch (thrown) {
        if (thrown instanceof UnknownHalt) return { outcome: "unknown", why: thrown.why, place: thrown.place };
        if (thrown instanceof FaultHalt || thrown instanceof ExhaustedHalt)
          return { outcome: "fault", message: thrown.message };
        if (thrown instanceof RangeError) return { outcome: "fault", message: "a value is too large" };
        throw thrown;
      }
    },
  };
}
