import type { ASTNode } from "@marcbachmann/cel-js";
import { ExhaustedHalt, FaultHalt, UnknownHalt } from "../halt.ts";
import { join, typeName, types } from "../type/cel-type.ts";
import { type CelValue, kindOf } from "../value/cel-value.ts";
import { broken, type Code, type Frame, type Scope } from "./code.ts";

/** Sees to it that a part is a bool. */
export function requireBool(code: Code, what: string, scope: Scope): void {
  if (code.type.kind === "bool" || code.type.kind === "dyn") return;
  const message = `${what} is bool; this is ${typeName(code.type)}.`;
  scope.flaw({ message, start: code.start, end: code.end, suggestions: [] });
}

/** The bool that a part comes to. @throws {FaultHalt} where it is none */
export function boolOf(value: CelValue): boolean {
  if (typeof value === "boolean") return value;
  throw new FaultHalt(`bool was expected, and there is ${kindOf(value)}`);
}

/**
 * Goes through parts until one decides. What one part cannot say does not matter where another decides; what is not known
 * weighs more than what is wrong. https://github.com/google/cel-spec/blob/master/doc/langdef.md#logical-operators
 */
export function decide(count: number, decisive: boolean, part: (index: number) => boolean): boolean {
  let held: unknown;
  for (let index = 0; index < count; index += 1) {
    try {
      if (part(index) === decisive) return decisive;
    } catch (thrown) {
      if (thrown instanceof ExhaustedHalt) throw thrown;
      if (!(held instanceof UnknownHalt)) held = held === undefined || thrown instanceof UnknownHalt ? thrown : held;
    }
  }
  if (held !== undefined) throw held;
  return !decisive;
}

/** `a && b`, `a || b` */
export function compileLogic(
  node: ASTNode,
  operator: "&&" | "||",
  [leftNode, rightNode]: readonly [ASTNode, ASTNode],
  scope: Scope,
): Code {
  const [left, right] = [scope.compile(leftNode, scope), scope.compile(rightNode, scope)];
  for (const side of [left, right]) requireBool(side, `What stands beside ${operator}`, scope);
  const decisive = operator === "||";
  return {
    type: types.bool,
    ...node.range,
    size: left.size + right.size + 1,
    run(frame) {
      let first: CelValue;
      try {
        first = left.run(frame);
      } catch (thrown) {
        if (thrown instanceof ExhaustedHalt) throw thrown;
        return afterHalt(thrown, right, decisive, frame);
      }
      if (first === decisive) return decisive;
      if (first === !decisive) return boolOf(right.run(frame));
      return decide(2, decisive, (index) => boolOf(index === 0 ? first : right.run(frame)));
    },
  };
}

function afterHalt(thrown: unknown, right: Code, decisive: boolean, frame: Frame): boolean {
  return decide(2, decisive, (index) => {
    if (index === 0) throw thrown;
    return boolOf(right.run(frame));
  });
}

/** `!of` */
export function compileNot(node: ASTNode, ofNode: ASTNode, scope: Scope): Code {
  const of = scope.compile(ofNode, scope);
  requireBool(of, "What stands behind !", scope);
  return { type: types.bool, ...node.range, size: of.size + 1, run: (frame) => !boolOf(of.run(frame)) };
}

/** `condition ? yes : no` */
export function compileTernary(node: ASTNode, nodes: readonly [ASTNode, ASTNode, ASTNode], scope: Scope): Code {
  const [condition, yes, no] = nodes.map((one) => scope.compile(one, scope));
  if (!condition || !yes || !no) return broken(node);
  requireBool(condition, "What stands before ?", scope);
  const type = join(yes.type, no.type);
  if (!type) {
    const message = `Both ends of ?: are of one type; these are ${typeName(yes.type)} and ${typeName(no.type)}.`;
    scope.flaw({ message, start: yes.start, end: no.end, suggestions: ["Put dyn() around one of them."] });
  }
  return {
    type: type ?? types.dyn,
    ...node.range,
    size: condition.size + yes.size + no.size + 1,
    run: (frame) => (boolOf(condition.run(frame)) ? yes.run(frame) : no.run(frame)),
  };
}
