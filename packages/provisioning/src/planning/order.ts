import { type Address, compareText } from "@towpath/core";
import { provisioningError } from "../errors.ts";

/** Something that comes after others. */
export interface Ordered {
  readonly address: Address;
  readonly dependsOn: readonly Address[];
}

/**
 * Things in an order in which each comes after what it depends on, those first that need nothing, each such layer by address.
 * Addresses that are not among them count as there. Kahn, "Topological sorting of large networks", 1962.
 *
 * @throws {ProvisioningError} `provisioning/cycle`, naming it
 */
export function inDependencyOrder<T extends Ordered>(things: readonly T[]): readonly T[] {
  const waiting = new Map(things.map((thing) => [thing.address, thing]));
  const needs = new Map<Address, number>();
  const waiters = new Map<Address, T[]>();
  for (const thing of waiting.values()) {
    let needed = 0;
    for (const each of thing.dependsOn) {
      if (each === thing.address || !waiting.has(each)) continue;
      const known = waiters.get(each);
      if (known?.at(-1) === thing) continue; // named twice
      needed += 1;
      if (known) known.push(thing);
      else waiters.set(each, [thing]);
    }
    needs.set(thing.address, needed);
  }
  const order: T[] = [];
  let layer = [...waiting.values()].filter(({ address }) => needs.get(address) === 0);
  while (layer.length > 0) {
    layer.sort((a, b) => compareText(a.address, b.address));
    const next: T[] = [];
    for (const thing of layer) {
      order.push(thing);
      waiting.delete(thing.address);
      for (const waiter of waiters.get(thing.address) ?? []) {
        const left = (needs.get(waiter.address) ?? 0) - 1;
        needs.set(waiter.address, left);
        if (left === 0) next.push(waiter);
      }
    }
    layer = next;
  }
  if (waiting.size > 0) throw cycle(waiting);
  return order;
}

function cycle(waiting: ReadonlyMap<Address, Ordered>): Error {
  const path = new Set<Address>();
  let next = [...waiting.keys()].sort(compareText)[0];
  while (next !== undefined && !path.has(next)) {
    path.add(next);
    next = waiting.get(next)?.dependsOn.find((address) => waiting.has(address));
  }
  const all = [...path];
  const loop = next === undefined ? all : [...all.slice(all.indexOf(next)), next];
  return provisioningError({
    code: "provisioning/cycle",
    message: `These need each other, so none can be first: ${loop.join(" → ")}.`,
    hint: "Take one of the references out.",
  });
}
