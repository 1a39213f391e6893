import type { ASTNode } from "@marcbachmann/cel-js";
import { parseExpression } from "../cel/parse.ts";
import { replaced, type TextMutant, withOtherOperator } from "./text-mutant.ts";

/** Expressions in CEL that differ from another in one thing each: an operator, a constant, a clause that is left out. */
export function celMutants(source: string): readonly TextMutant[] {
  const tree = parseExpression(source);
  return "message" in tree ? [] : mutantsIn(tree, source);
}

function mutantsIn(node: ASTNode, source: string): readonly TextMutant[] {
  const { start, end } = spanOf(node, source);
  const here = (to: string): TextMutant => replaced(source, start, end, to);
  const text = (of: ASTNode): string => textOf(of, source);
  const below = (...nodes: readonly ASTNode[]): readonly TextMutant[] => nodes.flatMap((one) => mutantsIn(one, source));
  switch (node.op) {
    case "value":
      return constants(node.args).map(here);
    case "id":
      return [];
    case "&&":
    case "||": {
      const [left, right] = node.args;
      return [here(`(${text(right)})`), here(`(${text(left)})`), ...below(left, right)];
    }
    case "!_":
      return [here(`(${text(node.args)})`), ...below(node.args)];
    case "-_":
      return below(node.args);
    case "?:": {
      const [condition, yes, no] = node.args;
      return [here(`(${text(condition)} ? ${text(no)} : ${text(yes)})`), ...below(condition, yes, no)];
    }
    case ".":
    case ".?":
      return below(node.args[0]);
    case "list":
      return [
        ...node.args.map((_, index) => here(`[${node.args.toSpliced(index, 1).map(text).join(", ")}]`)),
        ...below(...node.args),
      ];
    case "map":
      return below(...node.args.map(([, value]) => value));
    case "call": {
      const [name, args] = node.args;
      return [...(name === "has" ? [here(`!${source.slice(start, end)}`)] : []), ...below(...args)];
    }
    case "rcall": {
      const [name, receiver, args] = node.args;
      const negated = ASKS.has(name) ? [here(`(!${source.slice(start, end)})`)] : [];
      const other = name === "exists" ? "all" : name === "all" ? "exists" : undefined;
      const at = source.indexOf(name, operand(receiver, source).end);
      const quantified = other === undefined || at === -1 ? [] : [replaced(source, at, at + name.length, other)];
      return [...negated, ...quantified, ...below(receiver, ...args)];
    }
    case "in":
      return [here(`!(${source.slice(start, end)})`), ...below(...node.args)];
    default: {
      const [left, right] = node.args;
      return [...withOtherOperator(source, node.op, left.range.end, right.range.start), ...below(left, right)];
    }
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** From where to where a part stands, with the parentheses around its own parts: the parser's ranges leave those out. */
function spanOf(node: ASTNode, source: string): Span {
  switch (node.op) {
    case "!_":
    case "-_":
      return { start: node.range.start, end: operand(node.args, source).end };
    case "?:":
      return { start: operand(node.args[0], source).start, end: operand(node.args[2], source).end };
    case "value":
    case "id":
    case ".":
    case ".?":
    case "[]":
    case "[?]":
    case "list":
    case "map":
    case "call":
    case "rcall":
      return node.range;
    default:
      return { start: operand(node.args[0], source).start, end: operand(node.args[1], source).end };
  }
}

/** A part with the parentheses around it. An operator is on one side of it, so that they are its own. */
function operand(node: ASTNode, source: string): Span {
  let { start, end } = spanOf(node, source);
  for (;;) {
    const before = source.slice(0, start).trimEnd();
    const after = source.slice(end);
    const rest = after.trimStart();
    if (!before.endsWith("(") || !rest.startsWith(")")) return { start, end };
    start = before.length - 1;
    end += after.length - rest.length + 1;
  }
}

function textOf(node: ASTNode, source: string): string {
  const { start, end } = operand(node, source);
  return source.slice(start, end);
}

/** Functions that come to true or false. */
const ASKS = new Set(["startsWith", "endsWith", "contains", "glob", "re2", "exists", "all", "exists_one"]);

function constants(value: unknown): readonly string[] {
  if (typeof value === "bigint")
    return [`${value - 1n}`, `${value + 1n}`].map((text) => (text.startsWith("-") ? `(${text})` : text));
  if (typeof value === "boolean") return [String(!value)];
  if (typeof value === "number")
    return [value - 1, value + 1].map((one) => (Number.isInteger(one) ? `${one}.0` : `${one}`));
  return typeof value === "string" ? [JSON.stringify(`${value}~`)] : [];
}
