import type { ASTNode } from "@marcbachmann/cel-js";
import { nearest } from "@towpath/core";
import { functions } from "../functions/functions.ts";
import type { Overload } from "../functions/overload.ts";
import { preparePattern } from "../functions/pattern.ts";
import { FaultHalt } from "../halt.ts";
import { type CelType, fits, typeName, types } from "../type/cel-type.ts";
import { isOfType, kindOf } from "../value/cel-value.ts";
import { broken, type Code, type Scope } from "./code.ts";
import { leftOut } from "./left-out.ts";
import { compileMacro, isMacro, MACROS } from "./macro.ts";
import { compileHas } from "./select.ts";

/** A call as it is written. */
export interface CallNode {
  readonly node: ASTNode;
  readonly name: string;
  /** What stands before the dot, where there is one. */
  readonly receiver: ASTNode | undefined;
  readonly args: readonly ASTNode[];
}

/** `name(…)` and `receiver.name(…)` */
export function compileCall(call: CallNode, scope: Scope): Code {
  const { node, name, receiver, args } = call;
  if (!receiver && name === "has") return compileHas(node, args, scope);
  if (receiver && isMacro(name, args.length)) return compileMacro(name, node, receiver, args, scope);
  const known = functions.filter((one) => one.name === name);
  const at = nameRange(call, scope.source);
  if (known.length === 0 || leftOut(name)) {
    scope.flaw({ ...unknownFunction(call, scope.source), ...at });
    return broken(node);
  }
  const parts = (receiver ? [receiver, ...args] : args).map((part) => scope.compile(part, scope));
  const found = known.filter(
    (one) =>
      one.isMethod === (receiver !== undefined) &&
      one.takes.length === parts.length &&
      one.takes.every((type, index) => fits(type, parts[index]?.type ?? types.dyn)),
  );
  const [first] = found;
  if (!first) {
    const message = `${shown(call)} does not take ${parts.map(({ type }) => typeName(type)).join(", ") || "nothing"}; there is ${known.map(signature).join(", ")}.`;
    scope.flaw({ message, ...at, suggestions: [] });
    return broken(node);
  }
  return { ...node.range, ...callCode(found, first, parts, name, scope) };
}

function callCode(
  found: readonly Overload[],
  first: Overload,
  parts: readonly Code[],
  name: string,
  scope: Scope,
): Pick<Code, "type" | "size" | "run"> {
  const size = parts.reduce((sum, part) => sum + part.size, 1);
  const type: CelType = found.every(({ gives }) => gives === first.gives) ? first.gives : types.dyn;
  if (first.pattern !== undefined) {
    const [text, pattern] = parts;
    const test = text && pattern && preparePattern(first.pattern, pattern, scope);
    if (test) return { type, size, run: (frame) => test(text.run(frame), frame) };
  }
  const isCertain = found.length === 1 && parts.every(({ type }) => type.kind !== "dyn");
  return {
    type,
    size,
    run(frame) {
      const values = parts.map((part) => part.run(frame));
      const overload = isCertain
        ? first
        : found.find(({ takes }) => takes.every((one, at) => isOfType(values[at] ?? null, one)));
      if (!overload) throw new FaultHalt(`${name} does not take ${values.map(kindOf).join(", ")}`);
      return overload.run(values, frame.budget);
    },
  };
}

/** The name of a function where it is called. */
function nameRange(
  { node, name, receiver }: CallNode,
  source: string,
): { readonly start: number; readonly end: number } {
  const start = receiver ? source.indexOf(name, receiver.end) : node.start;
  return { start, end: start + name.length };
}

function shown({ name, receiver }: CallNode): string {
  return receiver ? `.${name}()` : `${name}()`;
}

function signature({ name, isMethod, takes, gives }: Overload): string {
  const [receiver, ...args] = takes.map(typeName);
  return isMethod
    ? `${receiver}.${name}(${args.join(", ")}): ${typeName(gives)}`
    : `${name}(${takes.map(typeName).join(", ")}): ${typeName(gives)}`;
}

function unknownFunction(
  call: CallNode,
  source: string,
): { readonly message: string; readonly suggestions: readonly string[] } {
  const { name, receiver, args } = call;
  const why = leftOut(name);
  if (why) {
    const text = receiver && source.slice(receiver.start, receiver.end);
    const pattern = args[0] && source.slice(args[0].start, args[0].end);
    const suggestions = name === "matches" && text && pattern ? [`Write re2(${text}, ${pattern}).`] : [];
    return { message: why, suggestions };
  }
  const names = [...new Set([...functions.map((one) => one.name), ...MACROS, "has"])];
  const near = nearest(name, names);
  return {
    message: `There is no function ${name}.`,
    suggestions: near === undefined ? [] : [`Did you mean ${near}?`],
  };
}
