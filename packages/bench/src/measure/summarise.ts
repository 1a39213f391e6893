/** The middle of some numbers, and between which the middle half of them lies. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** @throws {Error} when there are none */
export function summarise(numbers: readonly number[]): Summary {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** Between neighbours, linearly (type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996). */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error("Nothing was measured.");
  return below + (above - below) * (position - Math.floor(position));
}
