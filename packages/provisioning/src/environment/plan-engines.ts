import type { Address } from "@towpath/core";
import type { Context, Engine, OutputReader, Target } from "../engine.ts";
import type { Change, Goal } from "../plan.ts";
import { isUnsettled } from "../planning/unsettled.ts";

/** Engines that need each other settle in a few rounds; one that never says the same twice is not waited for. */
const MOST_ROUNDS = 100;

/**
 * What all engines of an environment would change. Outputs of what is made anew, or nobody knows yet, are unknown to the others.
 * Engines that need each other are asked again until what is unknown does not grow.
 *
 * @param groups engines in their order; those that need each other together
 */
export async function planEngines(
  groups: readonly (readonly Engine[])[],
  target: Target,
  goal: Goal,
  context: Context,
): Promise<readonly Change[]> {
  const changes = new Map<string, readonly Change[]>();
  const unsettled = new Map<string, ReadonlySet<Address>>();
  const plan = async (engine: Engine): Promise<boolean> => {
    // Of its own an engine knows more than whether it is settled.
    const others = [...unsettled].filter(([name]) => name !== engine.name).map(([, addresses]) => addresses);
    const outputs: OutputReader = async (address, output) =>
      others.some((each) => each.has(address)) ? undefined : context.outputs(address, output);
    const planned = await engine.plan(target, goal, { ...context, outputs });
    const minded = target.only && new Set(target.only);
    const share = minded ? planned.changes.filter(({ address }) => minded.has(address)) : planned.changes;
    changes.set(engine.name, share);
    const before = unsettled.get(engine.name) ?? new Set();
    const now = new Set([...before, ...share.filter(isUnsettled).map(({ address }) => address)]);
    unsettled.set(engine.name, now);
    return now.size > before.size;
  };
  for (const group of groups) {
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      let hasGrown = false;
      for (const engine of group) if (await plan(engine)) hasGrown = true;
      if (!hasGrown || group.length === 1) break;
    }
  }
  return [...changes.values()].flat();
}
