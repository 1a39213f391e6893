import { isJson, type Json, type JsonObject } from "@towpath/core";
import { WorkflowError } from "../workflow-error.ts";
import { data, Evaluator, falsy, Lexer, Parser, replacer, reviver } from "./github-parser.ts";

/** A function that expressions may call, `hashFiles` say. */
export type ScopeFunction = (...given: readonly Json[]) => Json;

/** What an expression sees. A context that is not there is an empty object. */
export interface Scope {
  readonly contexts: JsonObject;
  readonly functions?: Readonly<Record<string, ScopeFunction>>;
}

/** Which contexts there are: https://docs.github.com/actions/reference/workflows-and-actions/contexts */
const CONTEXTS = [
  "github",
  "env",
  "vars",
  "secrets",
  "inputs",
  "needs",
  "matrix",
  "strategy",
  "job",
  "jobs",
  "runner",
  "steps",
];

/**
 * The value of an expression, by GitHub's own evaluator.
 *
 * @param expression without its braces
 * @throws {WorkflowError} where it cannot be evaluated
 */
export function evaluate(expression: string, { contexts, functions = {} }: Scope): Json {
  const given = Object.entries(functions).map(([name, call]) => ({
    name,
    minArgs: 0,
    maxArgs: 255,
    call: (...values: ExpressionValue[]) => fromJson(call(...values.map(toJson))),
  }));
  const named = Object.fromEntries(CONTEXTS.map((name) => [name, contexts[name] ?? {}]));
  try {
    const tree = new Parser(tokensOf(expression), CONTEXTS, given).parse();
    const context = fromJson(named);
    if (!(context instanceof data.Dictionary)) throw new Error("the contexts are no object");
    const found = new Evaluator(tree, context, new Map(given.map((one) => [one.name.toLowerCase(), one]))).evaluate();
    return toJson(found);
  } catch (error) {
    throw new WorkflowError(`\${{ ${expression} }}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether a value counts as true. */
export function isTrue(value: Json): boolean {
  return !falsy(fromJson(value));
}

/** A value as a text, the way that GitHub puts it into one. */
export function toText(value: Json): string {
  return fromJson(value).coerceString();
}

type ExpressionValue = InstanceType<
  | typeof data.Array
  | typeof data.BooleanData
  | typeof data.Dictionary
  | typeof data.Null
  | typeof data.NumberData
  | typeof data.StringData
>;

/** GitHub's runner reads every doubled quote of a text as one; this library reads the first one only. */
function tokensOf(expression: string): ReturnType<InstanceType<typeof Lexer>["lex"]>["tokens"] {
  return new Lexer(expression)
    .lex()
    .tokens.map((token) =>
      typeof token.value === "string" && token.lexeme.startsWith("'")
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    );
}

function fromJson(value: Json): ExpressionValue {
  return JSON.parse(JSON.stringify(value), reviver);
}

function toJson(value: ExpressionValue): Json {
  const plain: unknown = JSON.parse(JSON.stringify(value, replacer));
  return isJson(plain) ? plain : null;
}
