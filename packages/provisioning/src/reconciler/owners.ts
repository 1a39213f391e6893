import { type Address, canonicalJson, type Json } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import { isSameJson } from "@towpath/manifest/difference";
import type { Observed } from "../driver.ts";
import { provisioningError } from "../errors.ts";
import type { RecordedResource, StateDocument } from "../state/state-document.ts";

/** Whose a thing is by the record: the addresses of what a driver finds at that place. */
export type Owners = (driver: string, have: Json) => readonly Address[];

/** Who owns what in a state. It is put in order when it is first asked for: most plans never ask. */
export function ownersIn(state: StateDocument): Owners {
  let known: Map<string, Address[]> | undefined;
  const keyOf = (driver: string, have: Json) => `${driver} ${canonicalJson(have)}`;
  return (driver, have) => {
    if (!known) {
      known = new Map();
      for (const records of [state.resources, state.orphans])
        for (const [address, record] of Object.entries(records)) {
          const key = keyOf(record.driver, record.have);
          const others = known.get(key);
          if (others) others.push(address);
          else known.set(key, [address]);
        }
    }
    return known.get(keyOf(driver, have)) ?? [];
  };
}

/**
 * A thing that was renamed keeps its old name outside, so a new resource of that name must not take it over; and what a driver
 * shows of one address must not be the thing of another.
 *
 * @throws {ProvisioningError} `provisioning/belongs-to-another`
 */
export function requireOwn(
  { resource, recorded }: { readonly resource: GraphResource; readonly recorded?: RecordedResource | undefined },
  observed: Observed | undefined,
  owners: Owners,
): void {
  if (!observed || (recorded && isSameJson(recorded.have, observed.have))) return;
  const { address, origin } = resource;
  const driver = recorded?.driver ?? resource.recipe.driver ?? "";
  const owner = owners(driver, observed.have).find((each) => each !== address);
  if (owner === undefined) return;
  throw provisioningError({
    code: "provisioning/belongs-to-another",
    message: recorded
      ? `Driver "${driver}" shows for ${address} what belongs to ${owner}.`
      : `What is there under the name of ${address} belongs to ${owner}, which was renamed.`,
    ...(recorded ? { kind: "fault" as const } : {}),
    place: origin.place,
    hint: recorded
      ? "Nothing was changed. The driver has to go by what is on record of each thing: towpath platform test."
      : "Give the new resource a name that was not in use before.",
  });
}
