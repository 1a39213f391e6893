import { type Address, own, Secret } from "@towpath/core";
import {
  generatePassword,
  openOutput,
  type RecordedResource,
  type SecretBox,
  type StateDocument,
} from "@towpath/provisioning";

/** Secrets of recipes that are made once, and how a record names what it keeps sealed beside the outputs. */
export const GENERATED = "generated.";
/** The same for the values of secret inputs. */
export const INPUTS = "inputs.";

/** What was generated in this process and is on no record yet, so that a plan and the apply after it have the same. */
export type FreshSecrets = Map<string, Secret>;

/** The secret of a name: the one that is on record, or was given to a thing by a run that was killed; else one that is made now. */
export function generatedSecrets(
  state: StateDocument,
  box: SecretBox,
  fresh: FreshSecrets,
  key: string,
): (address: Address, name: string, length: number) => Promise<Secret> {
  return async (address, name, length) => {
    for (const record of recordsOf(state, address)) {
      const known = await openOutput(record, `${GENERATED}${name}`, box);
      if (known instanceof Secret) return known;
    }
    const place = JSON.stringify([key, address, name, length]);
    const made = fresh.get(place) ?? generatePassword(length);
    fresh.set(place, made);
    return made;
  };
}

function recordsOf(state: StateDocument, address: Address): readonly RecordedResource[] {
  const begun = state.journal.find((each) => each.address === address)?.resource;
  return [own(state.resources, address), begun, own(state.orphans, address)].filter((each) => each !== undefined);
}
