import type { ASTNode } from "@marcbachmann/cel-js";
import { nearest } from "@towpath/core";
import { FaultHalt } from "../halt.ts";
import { type CelType, join, listOf, types } from "../type/cel-type.ts";
import { CelMap } from "../value/cel-map.ts";
import { type CelKey, type CelValue, kindOf } from "../value/cel-value.ts";
import { compileCall } from "./call.ts";
import { broken, type Code, type Scope } from "./code.ts";
import { compileLogic, compileNot, compileTernary } from "./logic.ts";
import { compileBinary, compileMinus } from "./operator.ts";
import { compileIndex, compileSelect } from "./select.ts";

const DEEPEST = 100;

/** Turns a tree into code, checking it against the types of its variables. Every flaw is said; the code is then of no use. */
export function compile(node: ASTNode, around: Scope): Code {
  const scope: Scope = { ...around, depth: around.depth + 1 };
  if (scope.depth > DEEPEST) {
    around.flaw({
      message: "The expression is nested too deep.",
      ...node.range,
      suggestions: ["Say it in several rules."],
    });
    return broken(node);
  }
  switch (node.op) {
    case "value":
      return compileLiteral(node, node.args, scope);
    case "id":
      return compileName(node, node.args, scope);
    case "list":
      return compileList(node, node.args, scope);
    case "map":
      return compileMap(node, node.args, scope);
    case ".":
      return compileSelect(node, node.args[0], node.args[1], scope);
    case "[]":
      return compileIndex(node, node.args[0], node.args[1], scope);
    case "call":
      return compileCall({ node, name: node.args[0], receiver: undefined, args: node.args[1] }, scope);
    case "rcall":
      return compileCall({ node, name: node.args[0], receiver: node.args[1], args: node.args[2] }, scope);
    case "&&":
    case "||":
      return compileLogic(node, node.op, node.args, scope);
    case "!_":
      return compileNot(node, node.args, scope);
    case "-_":
      return compileMinus(node, node.args, scope);
    case "?:":
      return compileTernary(node, node.args, scope);
    case ".?":
    case "[?]":
      return refused(node, "Optional values are not part of these expressions.", scope);
    default:
      return compileBinary(node, node.op, node.args, scope);
  }
}

function refused(node: ASTNode, message: string, scope: Scope): Code {
  scope.flaw({ message, ...node.range, suggestions: [] });
  return broken(node);
}

function compileLiteral(node: ASTNode, value: unknown, scope: Scope): Code {
  if (typeof value === "bigint" && BigInt.asIntN(64, value) !== value) {
    return refused(node, "The number is too large: whole numbers have 64 bits.", scope);
  }
  if (!isPlain(value)) return refused(node, "Unsigned numbers and bytes are not part of these expressions.", scope);
  return { type: typeOf(value), ...node.range, size: 1, literal: value, run: () => value };
}

function isPlain(value: unknown): value is null | boolean | bigint | number | string {
  return value === null || ["boolean", "bigint", "number", "string"].includes(typeof value);
}

function typeOf(value: null | boolean | bigint | number | string): CelType {
  if (value === null) return types.null;
  if (typeof value === "boolean") return types.bool;
  if (typeof value === "bigint") return types.int;
  return typeof value === "number" ? types.double : types.string;
}

function compileName(node: ASTNode, name: string, scope: Scope): Code {
  const slot = scope.locals.findLastIndex((local) => local.name === name);
  const local = scope.locals[slot];
  if (local) {
    const run: Code["run"] = (frame) => frame.locals[slot] ?? null;
    return { type: local.type, ...node.range, size: 1, run };
  }
  const type = Object.hasOwn(scope.variables, name) ? scope.variables[name] : undefined;
  if (!type) {
    const known = [...Object.keys(scope.variables), ...scope.locals.map((one) => one.name)];
    const near = nearest(name, known);
    scope.flaw({
      message: `There is no variable ${name} here; there are ${known.join(", ") || "none"}.`,
      ...node.range,
      suggestions: near === undefined ? [] : [`Did you mean ${near}?`],
    });
    return broken(node);
  }
  scope.used.add(name);
  const run: Code["run"] = (frame) => {
    const value = frame.bindings[name];
    if (value !== undefined) return value;
    throw new FaultHalt(`there is no ${name} here`);
  };
  return { type, ...node.range, size: 1, run };
}

function compileList(node: ASTNode, nodes: readonly ASTNode[], scope: Scope): Code {
  const items = nodes.map((item) => scope.compile(item, scope));
  const item = items.reduce<CelType | undefined>(
    (type, { type: next }) => (type === undefined ? next : (join(type, next) ?? types.dyn)),
    undefined,
  );
  const size = items.reduce((sum, one) => sum + one.size, 1);
  const literals = items.flatMap(({ literal }) => (literal === undefined ? [] : [literal]));
  return {
    type: listOf(item ?? types.dyn),
    ...node.range,
    size,
    ...(literals.length === items.length ? { literal: literals } : {}),
    run: (frame) => items.map((one) => one.run(frame)),
  };
}

function compileMap(node: ASTNode, entries: readonly (readonly [ASTNode, ASTNode])[], scope: Scope): Code {
  const pairs = entries.map(([key, value]) => [scope.compile(key, scope), scope.compile(value, scope)] as const);
  let [key, value]: (CelType | undefined)[] = [];
  for (const [left, right] of pairs) {
    if (!["string", "int", "bool", "dyn"].includes(left.type.kind)) {
      scope.flaw({
        message: `${left.type.kind} cannot be a key of a map.`,
        start: left.start,
        end: left.end,
        suggestions: [],
      });
    }
    key = key === undefined ? left.type : (join(key, left.type) ?? types.dyn);
    value = value === undefined ? right.type : (join(value, right.type) ?? types.dyn);
  }
  return {
    type: { kind: "map", key: key ?? types.dyn, value: value ?? types.dyn },
    ...node.range,
    size: pairs.reduce((sum, [left, right]) => sum + left.size + right.size, 1),
    run(frame) {
      const made = new Map<CelKey, CelValue>();
      for (const [left, right] of pairs) {
        const one = left.run(frame);
        if (typeof one !== "string" && typeof one !== "bigint" && typeof one !== "boolean") {
          throw new FaultHalt(`${kindOf(one)} cannot be a key of a map`);
        }
        if (made.has(one)) throw new FaultHalt(`the map has the key ${String(one).slice(0, 60)} twice`);
        made.set(one, right.run(frame));
      }
      return new CelMap([...made.keys()], (one) => made.get(one));
    },
  };
}
