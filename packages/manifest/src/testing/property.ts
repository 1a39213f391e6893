import fc from "fast-check";
import { test as vitest } from "vitest";

export { fc };

/** How many cases a property is tried with: many more in the long proof. */
const RUNS = process.env["TOWPATH_LONG"] ? 5_000 : 200;

/**
 * A test that a law holds for whatever the arbitraries come up with.
 *
 * @param share of the usual number of cases, for a law that takes long to try
 */
export function test<Values extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  law: (...values: Values) => void,
  share = 1,
): void {
  const holds = fc.property(...arbitraries, (...values: Values): void => {
    law(...values);
  });
  vitest(name, () => fc.assert(holds, { numRuns: Math.ceil(RUNS * share) }), 600_000);
}
