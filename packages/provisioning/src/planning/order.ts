import { type Address, compareText } from "@towpath/core";
import { provisioningError } from "../errors.ts";

/** Something that comes after others. */
export interface Ordered {
  readonly address: Address;
  readonly dependsOn: readonly Address[];
}

/**
 * Things in an order in which each comes after what it depends on; of those that may come next, the first by address.
 * Addresses that are not among them count as there. Kahn, "Topological sorting of large networks", 1962.
 *
 * @throws {ProvisioningError} `provisioning/cycle`, naming it
 */
export function inDependencyOrder<T extends Ordered>(things: readonly T[]): readonly T[] {
  const waiting = new Map(things.map((thing) => [thing.address, thing]));
  const order: T[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()]
      .filter((thing) => !thing.dependsOn.some((address) => waiting.has(address) && address !== thing.address))
      .sort((a, b) => compareText(a.address, b.address));
    if (ready.length === 0) throw cycle(waiting);
    for (const thing of ready) {
      order.push(thing);
      waiting.delete(thing.address);
    }
  }
  return order;
}

function cycle(waiting: ReadonlyMap<Address, Ordered>): Error {
  const path: Address[] = [];
  let next = [...waiting.keys()].sort(compareText)[0];
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    next = waiting.get(next)?.dependsOn.find((address) => waiting.has(address));
  }
  const loop = next === undefined ? path : [...path.slice(path.indexOf(next)), next];
  return provisioningError({
    code: "provisioning/cycle",
    message: `These need each other, so none can be first: ${loop.join(" → ")}.`,
    hint: "Take one of the references out.",
  });
}
