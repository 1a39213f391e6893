import type { Address } from "@towpath/core";
import type { Graph } from "../graph/graph.ts";

/** One thing as it was and as it is; `from` is the address that it had where it was renamed. */
export interface Pair<T> {
  readonly before?: T | undefined;
  readonly after?: T | undefined;
  readonly from?: Address | undefined;
}

/**
 * What is there before and after, by address. A thing that was renamed is one thing: as with what is really there, a
 * rename counts while something has its old address and nothing the new one.
 */
export function pairThings<T extends { readonly address: Address }>(
  before: readonly T[],
  after: readonly T[],
  moved: Graph["moved"],
): readonly Pair<T>[] {
  const olds = new Map(before.map((thing) => [thing.address, { thing, from: undefined as Address | undefined }]));
  for (const move of moved) {
    const found = olds.get(move.from);
    if (!found || olds.has(move.to)) continue;
    olds.delete(move.from);
    olds.set(move.to, { thing: found.thing, from: found.from ?? move.from });
  }
  const pairs: Pair<T>[] = after.map((thing) => {
    const old = olds.get(thing.address);
    olds.delete(thing.address);
    return old ? { before: old.thing, after: thing, from: old.from } : { after: thing };
  });
  // What is gone has the address that it had: nobody has heard of the new one.
  return [...pairs, ...[...olds.values()].map(({ thing }) => ({ before: thing }))];
}
