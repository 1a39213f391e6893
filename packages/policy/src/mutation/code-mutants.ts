import { type Node, parse } from "acorn";
import { replaced, type TextMutant, withOtherOperator } from "./text-mutant.ts";

/**
 * JavaScript in which one thing of a rule's `check`, or of a function outside of the rules, differs: an operator, a number, a
 * clause or a negation that is left out. What rules say of themselves (`meta`, messages, docs) is left alone.
 *
 * @param source of an ES module; none for what cannot be parsed
 */
export function codeMutants(source: string): readonly TextMutant[] {
  let program: Node;
  try {
    program = parse(source, { ecmaVersion: "latest", sourceType: "module" });
  } catch {
    return [];
  }
  return mutantsIn(program, source, false);
}

/** @param isCode within a function: outside of one there are definitions, and no decisions */
function mutantsIn(node: Node, source: string, isCode: boolean): readonly TextMutant[] {
  const isFunction = /Function/.test(node.type);
  const within = isCode || isFunction;
  return [
    ...(isCode ? mutantsOf(node, source) : []),
    ...childrenOf(node).flatMap((child) => mutantsIn(child, source, within)),
  ];
}

function mutantsOf(node: Node, source: string): readonly TextMutant[] {
  const part = (name: string): Node | undefined => {
    const value: unknown = Reflect.get(node, name);
    return isNode(value) ? value : undefined;
  };
  const text = ({ start, end }: Node): string => source.slice(start, end);
  const here = (to: string): TextMutant => replaced(source, node.start, node.end, to);
  const operator: unknown = Reflect.get(node, "operator");
  const [left, right, argument] = [part("left"), part("right"), part("argument")];
  switch (node.type) {
    case "LogicalExpression":
      return left && right && operator !== "??" ? [here(`(${text(right)})`), here(`(${text(left)})`)] : [];
    case "BinaryExpression":
      return left && right && typeof operator === "string"
        ? withOtherOperator(source, operator, left.end, right.start)
        : [];
    case "UnaryExpression":
      return argument && operator === "!" ? [here(`(${text(argument)})`)] : [];
    case "Literal": {
      const value: unknown = Reflect.get(node, "value");
      if (typeof value === "number") return [here(String(value - 1)), here(String(value + 1))].map(signed);
      return typeof value === "boolean" ? [here(String(!value))] : [];
    }
    case "IfStatement": {
      const test = part("test");
      const isSimple =
        test &&
        test.type !== "LogicalExpression" &&
        test.type !== "BinaryExpression" &&
        test.type !== "UnaryExpression";
      return isSimple ? [replaced(source, test.start, test.end, `!(${text(test)})`)] : [];
    }
    default:
      return [];
  }
}

/** A number below zero must not join with a minus before it. */
function signed(mutant: TextMutant): TextMutant {
  if (!mutant.to.startsWith("-")) return mutant;
  const to = `(${mutant.to})`;
  return {
    ...mutant,
    to,
    text: mutant.text.slice(0, mutant.start) + to + mutant.text.slice(mutant.start + mutant.to.length),
  };
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value;
}
