import { type Address, canonicalJson, type Json, own, Secret } from "@towpath/core";
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

/** Whose things are, while a run makes more of them. */
export interface Claims {
  /**
   * What a driver says that it made, or changed, must not be the thing of another address. A driver that finds its things by
   * address alone may record the same of several: those differ in what they give.
   *
   * @throws {ProvisioningError} `provisioning/belongs-to-another`
   */
  requireOwn(
    subject: { readonly resource: GraphResource; readonly recorded?: RecordedResource | undefined },
    made: Observed,
  ): void;
}

/** @param written the state as the run has written it so far */
export function claimsOver(written: () => StateDocument): Claims {
  const before = ownersIn(written());
  const since = new Map<string, Address[]>();
  return {
    requireOwn({ resource, recorded }, made) {
      if (recorded && isSameJson(recorded.have, made.have)) return;
      const { address, recipe } = resource;
      const driver = recipe.driver ?? "";
      const key = `${driver} ${canonicalJson(made.have)}`;
      const { resources } = written();
      const owner = [...before(driver, made.have), ...(since.get(key) ?? [])].find((other) => {
        const record = other === address ? undefined : own(resources, other);
        if (!record || !isSameJson(record.have, made.have)) return false;
        return recorded ? !isSameJson(record.have, recorded.have) : givesTheSame(record, made);
      });
      if (owner !== undefined) throw notItsOwn(resource, owner);
      since.set(key, [...(since.get(key) ?? []), address]);
    },
  };
}

function notItsOwn({ address, recipe, origin }: GraphResource, owner: Address): Error {
  return provisioningError({
    code: "provisioning/belongs-to-another",
    kind: "fault",
    message: `Driver "${recipe.driver}" says of ${address} what belongs to ${owner}.`,
    place: origin.place,
    hint: "Nothing of it was recorded. The driver has to make a thing of its own for each address: towpath platform test.",
  });
}

/** The outputs in clear text are the same, and there are some. */
function givesTheSame(record: RecordedResource, { outputs }: Observed): boolean {
  const shown = Object.entries(record.outputs).flatMap(([name, output]) =>
    "value" in output ? [[name, output.value] as const] : [],
  );
  return (
    shown.length > 0 &&
    shown.every(([name, value]) => {
      const given = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
      return given !== undefined && !(given instanceof Secret) && isSameJson(given, value);
    })
  );
}
