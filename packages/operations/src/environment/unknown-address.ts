import { type Address, compareText, nearest } from "@towpath/core";
import { OperationError } from "../errors.ts";
import { knownAddresses, type World } from "./open-world.ts";

/**
 * Refuses an address that names nothing, with the one that was meant.
 *
 * @param known what may be named
 * @param what they are: `resource of orders in dev`
 * @throws {OperationError} `operation/unknown-address`
 */
export function requireKnownAddress(wanted: string, known: Iterable<Address>, what: string): void {
  const all = [...known].sort(compareText);
  if (all.includes(wanted)) return;
  const short = all.find((address) => address === `resources.${wanted}`);
  const near = short ?? nearest(wanted, all);
  throw new OperationError({
    code: "operation/unknown-address",
    message: `${JSON.stringify(wanted.slice(0, 200))} is no ${what}.`,
    hint: near ? `Did you mean ${near}?` : all.length > 0 ? `There are ${all.join(", ")}.` : "There is none.",
  });
}

/**
 * The same for what is to be destroyed by name. What is known and not kept, planning refuses.
 *
 * @throws {OperationError} `operation/unknown-address`
 */
export async function requireNamed(addresses: readonly string[], world: World): Promise<void> {
  const known = await knownAddresses(world);
  const { service, environment } = world.graph;
  for (const address of addresses)
    requireKnownAddress(address, known, `thing of ${service.name} in ${environment.name}, present or kept`);
}
