import type { ASTNode } from "@marcbachmann/cel-js";
import { nearest } from "@towpath/core";
import { FaultHalt } from "../halt.ts";
import { type CelType, isComparable, isNumber, join, listOf, typeName, types } from "../type/cel-type.ts";
import { isList, kindOf } from "../value/cel-value.ts";
import { broken, type Code, type Scope } from "./code.ts";
import { OPERATIONS, whole } from "./operations.ts";

/** `a + b` and all other operators with two sides but `&&` and `||` */
export function compileBinary(
  node: ASTNode,
  operator: string,
  [leftNode, rightNode]: readonly [ASTNode, ASTNode],
  scope: Scope,
): Code {
  const [left, right] = [scope.compile(leftNode, scope), scope.compile(rightNode, scope)];
  const type = resultType(operator, left, right, node, scope);
  if (!type) return broken(node);
  const apply = OPERATIONS[operator];
  if (!apply) {
    scope.flaw({ message: `There is no operator ${operator}.`, ...node.range, suggestions: [] });
    return broken(node);
  }
  const size = left.size + right.size + 1;
  return { type, ...node.range, size, run: (frame) => apply(left.run(frame), right.run(frame), frame) };
}

/** `-of` */
export function compileMinus(node: ASTNode, ofNode: ASTNode, scope: Scope): Code {
  if (ofNode.op === "value" && ofNode.args === 9_223_372_036_854_775_808n) {
    const least = -9_223_372_036_854_775_808n;
    return { type: types.int, ...node.range, size: 1, literal: least, run: () => least };
  }
  const of = scope.compile(ofNode, scope);
  if (!isNumber(of.type) && of.type.kind !== "dyn") {
    scope.flaw({ message: `${typeName(of.type)} has no negative.`, ...node.range, suggestions: [] });
  }
  const run: Code["run"] = (frame) => {
    const value = of.run(frame);
    if (typeof value === "bigint") return whole(-value);
    if (typeof value === "number") return -value;
    throw new FaultHalt(`${kindOf(value)} has no negative`);
  };
  const literal = typeof of.literal === "bigint" || typeof of.literal === "number" ? -of.literal : undefined;
  return { type: of.type, ...node.range, size: of.size + 1, ...(literal === undefined ? {} : { literal }), run };
}

const ORDERED = ["bool", "int", "double", "string", "timestamp", "duration"];

/** The type of what an operator gives, or undefined where it cannot join its sides and a flaw says so. */
function resultType(operator: string, left: Code, right: Code, node: ASTNode, scope: Scope): CelType | undefined {
  const [a, b] = [left.type, right.type];
  const wrong = (message: string, suggestions: readonly string[] = []): undefined => {
    scope.flaw({ message, ...node.range, suggestions });
  };
  switch (operator) {
    case "==":
    case "!=":
      if (!isComparable(a, b)) return wrong(`${typeName(a)} never equals ${typeName(b)}.`, conversion(a, b));
      return checkValues(left, right, scope) && checkValues(right, left, scope) ? types.bool : undefined;
    case "in":
      if (b.kind === "list") {
        if (!isComparable(a, b.item)) return wrong(`${typeName(a)} is never in ${typeName(b)}.`);
        return checkValues(left, right, scope) ? types.bool : undefined;
      }
      if (b.kind === "map" ? isComparable(a, b.key) : b.kind === "dyn" || b.kind === "object") return types.bool;
      return wrong(`${typeName(a)} is never in ${typeName(b)}.`);
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const isOrdered = ORDERED.includes(a.kind) && (a.kind === b.kind || (isNumber(a) && isNumber(b)));
      const mayBe = [a, b].every(({ kind }) => kind === "dyn" || ORDERED.includes(kind));
      if (isOrdered || (mayBe && (a.kind === "dyn" || b.kind === "dyn"))) return types.bool;
      return wrong(`${typeName(a)} and ${typeName(b)} have no order.`, conversion(a, b));
    }
    default:
      return (
        sumType(operator, a, b) ?? wrong(`${typeName(a)} ${operator} ${typeName(b)} is not defined.`, conversion(a, b))
      );
  }
}

/** The type of what `+`, `-`, `*`, `/` and `%` give. */
function sumType(operator: string, a: CelType, b: CelType): CelType | undefined {
  if (a.kind === "dyn" || b.kind === "dyn") return types.dyn;
  if (a.kind === "int" && b.kind === "int") return types.int;
  if (a.kind === "double" && b.kind === "double") return operator === "%" ? undefined : types.double;
  if (operator === "+") {
    if (a.kind === "string" && b.kind === "string") return types.string;
    if (a.kind === "list" && b.kind === "list") return listOf(join(a.item, b.item) ?? types.dyn);
  }
  if (operator !== "+" && operator !== "-") return undefined;
  const pair = `${a.kind} ${operator} ${b.kind}`;
  if (pair === "timestamp - timestamp" || pair === `duration ${operator} duration`) return types.duration;
  return pair === `timestamp ${operator} duration` || pair === "duration + timestamp" ? types.timestamp : undefined;
}

/** How a value of the one type is made one of the other. */
function conversion(a: CelType, b: CelType): readonly string[] {
  if (isNumber(a) && isNumber(b)) return ["Convert one of them: double(count)."];
  if ((a.kind === "string" && isNumber(b)) || (isNumber(a) && b.kind === "string")) {
    return ["Convert the number: string(count)."];
  }
  return [];
}

/** A text that a property can never be is a slip, as a misspelt property is. */
function checkValues(written: Code, other: Code, scope: Scope): boolean {
  const type = other.type.kind === "list" ? other.type.item : other.type;
  const item = written.type.kind === "list" && other.type.kind !== "list";
  const values = type.kind === "string" && !item ? type.values : undefined;
  if (!values || typeof written.literal !== "string" || values.includes(written.literal)) {
    return checkListed(written, other, scope);
  }
  const near = nearest(written.literal, values);
  scope.flaw({
    message: `This can never be "${written.literal}": it is one of ${values.join(", ")}.`,
    start: written.start,
    end: written.end,
    suggestions: near === undefined ? [] : [`Did you mean "${near}"?`],
  });
  return false;
}

/** `kind in ["servr"]`: the same for each text of the list. */
function checkListed(left: Code, right: Code, scope: Scope): boolean {
  const values = left.type.kind === "string" ? left.type.values : undefined;
  if (!values || right.literal === undefined || !isList(right.literal)) return true;
  const strange = right.literal.find((one) => typeof one === "string" && !values.includes(one));
  if (typeof strange !== "string") return true;
  const near = nearest(strange, values);
  scope.flaw({
    message: `This can never be "${strange}": it is one of ${values.join(", ")}.`,
    start: right.start,
    end: right.end,
    suggestions: near === undefined ? [] : [`Did you mean "${near}"?`],
  });
  return false;
}
