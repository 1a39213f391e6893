import type { Budget } from "../budget.ts";
import { FaultHalt } from "../halt.ts";
import { type CelType, listOf, types } from "../type/cel-type.ts";
import { CelMap } from "../value/cel-map.ts";
import { type CelValue, isList, kindOf } from "../value/cel-value.ts";
import type { Overload } from "./overload.ts";

const anyMap: CelType = { kind: "map", key: types.dyn, value: types.dyn };

/** `size(x)` and `x.size()`: characters of a text, items of a list, keys of a map. */
export const sizeFunctions: readonly Overload[] = [types.string, listOf(types.dyn), anyMap].flatMap((type) =>
  [false, true].map((isMethod): Overload => ({ name: "size", isMethod, takes: [type], gives: types.int, run: size })),
);

function size([value = null]: readonly CelValue[], budget: Budget): CelValue {
  if (typeof value === "string") {
    budget.spend(value.length >> 5);
    let count = 0n;
    for (const _ of value) count += 1n;
    return count;
  }
  if (isList(value)) return BigInt(value.length);
  if (value instanceof CelMap) return BigInt(value.keys.length);
  throw new FaultHalt(`${kindOf(value)} has no size`);
}
