import type { ASTNode } from "@marcbachmann/cel-js";
import { FaultHalt } from "../halt.ts";
import { type CelType, listOf, typeName, types } from "../type/cel-type.ts";
import { CelMap } from "../value/cel-map.ts";
import { type CelValue, isList, kindOf } from "../value/cel-value.ts";
import { broken, type Code, type Frame, type Scope } from "./code.ts";
import { boolOf, decide, requireBool } from "./logic.ts";

/** How deep macros may stand in each other. */
const DEEPEST = 2;
/** How many may stand in one expression, one after another too. */
const MOST = 10;

/** The macros over lists and maps, beside `has()`. */
export const MACROS: readonly string[] = ["all", "exists", "exists_one", "map", "filter"];

/** Whether a name with so many arguments is a macro over a list or a map. */
export function isMacro(name: string, count: number): boolean {
  return MACROS.includes(name) && (count === 2 || (name === "map" && count === 3));
}

/** `list.all(x, …)` and its like */
export function compileMacro(
  name: string,
  node: ASTNode,
  receiver: ASTNode,
  args: readonly ASTNode[],
  scope: Scope,
): Code {
  const range = scope.compile(receiver, scope);
  const [variable] = args;
  scope.tally.macros += 1;
  if (scope.tally.macros > MOST) {
    const message = `The expression goes through lists more than ${MOST} times.`;
    scope.flaw({ message, ...node.range, suggestions: ["Say it in several rules."] });
    return broken(node);
  }
  if (variable?.op !== "id") {
    scope.flaw({ message: `${name}() names what it looks at first: ${name}(x, …).`, ...node.range, suggestions: [] });
    return broken(node);
  }
  const type = itemType(range.type);
  if (!type) {
    const message = `${name}() goes through a list or the keys of a map, not through ${typeName(range.type)}.`;
    scope.flaw({ message, start: range.start, end: range.end, suggestions: [] });
    return broken(node);
  }
  if (scope.locals.length >= DEEPEST) {
    const message = `${name}() stands in ${DEEPEST} others: that deep nobody can say what it costs.`;
    scope.flaw({ message, ...node.range, suggestions: ["Say it in several rules."] });
    return broken(node);
  }
  const inner: Scope = { ...scope, locals: [...scope.locals, { name: variable.args, type }] };
  const parts = args.slice(1).map((part) => scope.compile(part, inner));
  const [first, second] = parts;
  if (!first) return broken(node);
  const slot = scope.locals.length;
  const size = range.size + parts.reduce((sum, part) => sum + part.size, 1);
  const isFiltered = name !== "map" || second !== undefined;
  if (isFiltered) requireBool(first, `What ${name}() asks`, scope);
  const cost = Math.ceil(parts.reduce((sum, part) => sum + part.size, 0) / 4);
  const each = (frame: Frame) => {
    const items = itemsOf(range.run(frame));
    return { items, bind: (index: number) => bind(frame, slot, items[index] ?? null, cost) };
  };
  const common = { ...node.range, size };
  switch (name) {
    case "all":
    case "exists":
      return { ...common, type: types.bool, run: (frame) => quantify(name === "exists", first, each(frame), frame) };
    case "exists_one":
      return { ...common, type: types.bool, run: (frame) => select(first, each(frame), frame).length === 1 };
    case "filter":
      return { ...common, type: listOf(type), run: (frame) => select(first, each(frame), frame) };
    default: {
      const [filter, transform] = second ? [first, second] : [undefined, first];
      return {
        ...common,
        type: listOf(transform.type),
        run: (frame) => convert(filter, transform, each(frame), frame),
      };
    }
  }
}

interface Items {
  readonly items: readonly CelValue[];
  bind(index: number): void;
}

function bind(frame: Frame, slot: number, value: CelValue, cost: number): void {
  frame.budget.spend(cost + 1);
  frame.locals[slot] = value;
}

function quantify(decisive: boolean, test: Code, { items, bind }: Items, frame: Frame): boolean {
  return decide(items.length, decisive, (index) => {
    bind(index);
    return boolOf(test.run(frame));
  });
}

function select(test: Code, { items, bind }: Items, frame: Frame): readonly CelValue[] {
  return items.filter((_, index) => {
    bind(index);
    return boolOf(test.run(frame));
  });
}

function convert(filter: Code | undefined, transform: Code, { items, bind }: Items, frame: Frame): readonly CelValue[] {
  return items.flatMap((_, index) => {
    bind(index);
    return filter && !boolOf(filter.run(frame)) ? [] : [transform.run(frame)];
  });
}

function itemType(type: CelType): CelType | undefined {
  if (type.kind === "list") return type.item;
  if (type.kind === "map") return type.key;
  return type.kind === "dyn" ? types.dyn : undefined;
}

function itemsOf(value: CelValue): readonly CelValue[] {
  if (isList(value)) return value;
  if (value instanceof CelMap) return value.keys;
  throw new FaultHalt(`${kindOf(value)} cannot be gone through`);
}
