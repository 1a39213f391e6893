import { isJsonObject, type Json } from "@towpath/core";
import type { PolicyRuleDocument } from "@towpath/manifest/policy";
import { type CelType, type CelValue, type Evaluated, type Expression, jsonOf } from "../cel/index.ts";
import type { FixWriter } from "../rule/fix.ts";
import type { DocumentFlaws, DocumentPath } from "./document-flaws.ts";
import type { Located } from "./locate.ts";
import { compileTemplate, shownText } from "./template.ts";

/** Evaluates an expression for the subject at hand; undefined where it has no value. */
export type Evaluate = (expression: Expression) => CelValue | undefined;

/** A value of a fix, as its expressions make it; undefined where one of them has no value. */
type MakeValue = (evaluate: Evaluate) => Json | undefined;

/** A fix that was read. */
export interface CompiledFix {
  readonly safety: "safe" | "unsafe";
  readonly expressions: readonly Expression[];
  /** What mends a subject; undefined where a part of it stands nowhere that its owner may change. */
  write(locate: (path: readonly string[]) => Located, evaluate: Evaluate): FixWriter | undefined;
}

/** Reads a rule's fix; undefined where it is wrong, and its flaws are said. */
export function compileFix(
  fix: NonNullable<PolicyRuleDocument["fix"]>,
  variables: Readonly<Record<string, CelType>>,
  pathOf: (at: DocumentPath, text: string) => readonly string[] | undefined,
  flaws: DocumentFlaws,
): CompiledFix | undefined {
  const { safety, set, remove } = fix;
  if (remove !== undefined) {
    const path = pathOf(["fix", "remove"], remove);
    if (!path) return undefined;
    const write: CompiledFix["write"] = (locate) => {
      const own = locate(path).own;
      return own && ((edit) => edit.remove(own.at, own.below));
    };
    return { safety, expressions: [], write };
  }
  const expressions: Expression[] = [];
  const members = Object.entries(isJsonObject(set) ? set : {}).map(([text, value]) => {
    const at = ["fix", "set", text];
    const [path, make] = [pathOf(at, text), compileValue(at, value, variables, expressions, flaws)];
    return path && make && { path, make };
  });
  const whole = members.filter((member) => member !== undefined);
  if (whole.length < members.length) return undefined;
  const write: CompiledFix["write"] = (locate, evaluate) => {
    const changes = whole.map(({ path, make }) => ({ own: locate(path).own, value: make(evaluate) }));
    const known = changes.flatMap(({ own, value }) => (own && value !== undefined ? [{ own, value }] : []));
    if (known.length < changes.length) return undefined;
    return (edit) => known.map(({ own, value }) => edit.set(own.at, value, own.below));
  };
  return { safety, expressions, write };
}

/** A value with `{{cel}}` in its texts. A text that is one expression and nothing else becomes what that comes to. */
function compileValue(
  path: DocumentPath,
  value: Json,
  variables: Readonly<Record<string, CelType>>,
  expressions: Expression[],
  flaws: DocumentFlaws,
): MakeValue | undefined {
  if (typeof value === "string") return compileText(path, value, variables, expressions, flaws);
  if (value === null || typeof value !== "object") return () => value;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([key, member]) => [key, compileValue([...path, key], member, variables, expressions, flaws)] as const,
    );
    if (members.some(([, make]) => make === undefined)) return undefined;
    return (evaluate) => {
      const made = members.map(([key, make]) => [key, make?.(evaluate)] as const);
      const known = made.flatMap(([key, member]) => (member === undefined ? [] : [[key, member] as const]));
      return known.length < made.length ? undefined : Object.fromEntries(known);
    };
  }
  const items = value.map((item, index) => compileValue([...path, index], item, variables, expressions, flaws));
  if (items.some((make) => make === undefined)) return undefined;
  return (evaluate) => {
    const made = items.map((make) => make?.(evaluate));
    const known = made.flatMap((item) => (item === undefined ? [] : [item]));
    return known.length < made.length ? undefined : known;
  };
}

function compileText(
  path: DocumentPath,
  text: string,
  variables: Readonly<Record<string, CelType>>,
  expressions: Expression[],
  flaws: DocumentFlaws,
): MakeValue | undefined {
  const isWhole = text.startsWith("{{") && text.endsWith("}}") && !text.slice(2, -2).includes("{{");
  if (isWhole) {
    const expression = flaws.compile(path, text.slice(2, -2), { variables }, 2);
    if (!expression) return undefined;
    expressions.push(expression);
    return (evaluate) => {
      const value = evaluate(expression);
      return value === undefined ? undefined : documentValue(value);
    };
  }
  const template = compileTemplate(path, text, variables, flaws);
  if (!template) return undefined;
  expressions.push(...template.expressions);
  return (evaluate) => {
    let filled = template.texts[0] ?? "";
    for (const [index, expression] of template.expressions.entries()) {
      const value = evaluate(expression);
      if (value === undefined) return undefined;
      filled += shownText(value) + (template.texts[index + 1] ?? "");
    }
    return filled;
  };
}

function documentValue(value: CelValue): Json | undefined {
  try {
    return jsonOf(value);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** The value that an evaluation came to, if any. */
export function valueIn(evaluated: Evaluated): CelValue | undefined {
  return evaluated.outcome === "value" ? evaluated.value : undefined;
}
