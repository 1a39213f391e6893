import type { Address } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Engine } from "../engine.ts";
import type { Change, Goal } from "../plan.ts";
import type { StateDocument } from "../state/state-document.ts";

/** What one engine carries out in one go. */
export interface Stage {
  readonly engine: Engine;
  readonly changes: readonly Change[];
  /** It is all that the engine has to do. */
  readonly isWhole: boolean;
}

/**
 * The changes of a plan in the order in which engines carry them out: each engine at once, where nothing stands against it, and
 * otherwise in parts, each after what it needs of others. What comes into being needs what the graph says; what goes waits for
 * those that are on record as needing it.
 *
 * @param engines in their order, for a destruction the other way round
 */
export function inStages(
  engines: readonly Engine[],
  plan: { readonly goal: Goal; readonly changes: readonly Change[] },
  graph: Graph,
  state: StateDocument,
): readonly Stage[] {
  const shares = new Map(engines.map((engine) => [engine.name, new Map<Address, Change>()]));
  for (const change of plan.changes) shares.get(change.engine)?.set(change.address, change);
  if (engines.length === 1) return engines.map((engine) => ({ engine, changes: plan.changes, isWhole: true }));
  const after = waits(plan, graph, state);
  const left = new Map(plan.changes.map(({ address, engine }) => [address, engine]));
  const stages: Stage[] = [];
  let waiting = engines.filter(({ name }) => shares.has(name));
  while (waiting.length > 0) {
    const candidates = waiting.map((engine) => {
      const share = shares.get(engine.name) ?? new Map<Address, Change>();
      const ready = readyOf(share, after, left);
      return { engine, share, ready, isAll: ready.length === share.size };
    });
    const next =
      candidates.find(({ isAll }) => isAll) ??
      candidates.reduce((best, each) => (each.ready.length > best.ready.length ? each : best));
    // Records of different times may wait for each other in a circle: somebody has to be first.
    const chosen = next.ready.length > 0 ? next.ready : [...next.share.keys()];
    const changes = chosen.flatMap((address) => next.share.get(address) ?? []);
    const isWhole = chosen.length === next.share.size && !stages.some(({ engine }) => engine === next.engine);
    stages.push({ engine: next.engine, changes, isWhole });
    for (const address of chosen) {
      next.share.delete(address);
      left.delete(address);
    }
    if (next.share.size === 0) waiting = waiting.filter((engine) => engine !== next.engine);
  }
  return stages;
}

/** What of one engine's share can be done now: each needs only what is done, or what is done with it. */
function readyOf(
  share: ReadonlyMap<Address, Change>,
  after: ReadonlyMap<Address, readonly Address[]>,
  left: ReadonlyMap<Address, string>,
): readonly Address[] {
  const blocked = new Set<Address>();
  const waiters = new Map<Address, Address[]>();
  for (const address of share.keys())
    for (const need of after.get(address) ?? []) {
      if (need === address || !left.has(need)) continue;
      const known = waiters.get(need);
      if (!share.has(need)) blocked.add(address);
      else if (known) known.push(address);
      else waiters.set(need, [address]);
    }
  const spreading = [...blocked];
  for (let one = spreading.pop(); one !== undefined; one = spreading.pop())
    for (const waiter of waiters.get(one) ?? [])
      if (!blocked.has(waiter)) {
        blocked.add(waiter);
        spreading.push(waiter);
      }
  return [...share.keys()].filter((address) => !blocked.has(address));
}

function waits(
  { goal, changes }: { readonly goal: Goal; readonly changes: readonly Change[] },
  graph: Graph,
  state: StateDocument,
): ReadonlyMap<Address, readonly Address[]> {
  const wanted = new Map(goal === "match" ? graph.resources.map((each) => [each.address, each.dependsOn]) : []);
  const neededBy = new Map<Address, Address[]>();
  const note = (needed: Address, by: Address) => {
    const known = neededBy.get(needed);
    if (known) known.push(by);
    else neededBy.set(needed, [by]);
  };
  const planned = new Set(changes.map(({ address }) => address));
  for (const records of [state.orphans, state.resources])
    for (const [address, { dependsOn }] of Object.entries(records))
      if (planned.has(address)) for (const needed of dependsOn) note(needed, address);
  if (goal === "destroy")
    // what an engine of its own made may be on no record
    for (const { address, dependsOn } of graph.resources)
      if (planned.has(address)) for (const needed of dependsOn) note(needed, address);
  return new Map(changes.map(({ address }) => [address, wanted.get(address) ?? neededBy.get(address) ?? []]));
}
