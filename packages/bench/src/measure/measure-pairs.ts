import { type Summary, summarise } from "./summarise.ts";

/** Two things, measured in turn. */
export interface Paired {
  readonly a: Summary;
  readonly b: Summary;
  /** Of `a / b`, pair by pair: what slows the machine for a while slows both of a pair. */
  readonly ratio: Summary;
}

/**
 * Measures two things in turn, A B A B. The first pair warms the machine's caches and does not count.
 *
 * @param pairs how many pairs count
 * @param a what one go at the first costs
 * @param b what one go at the second costs
 */
export function measurePairs(pairs: number, a: () => number, b: () => number): Paired {
  const costs: { readonly a: number; readonly b: number }[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    const cost = { a: a(), b: b() };
    if (pair > 0) costs.push(cost);
  }
  return {
    a: summarise(costs.map((cost) => cost.a)),
    b: summarise(costs.map((cost) => cost.b)),
    ratio: summarise(costs.map((cost) => cost.a / cost.b)),
  };
}
