import type { Context, StateStore } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { progressLog } from "./progress-log.ts";
import { dropRescued, type RescuedState, type RescuePlace, rescuedStates, setRescuedAside } from "./rescued-states.ts";
import { parseStateFile, type StateFile, thingsOf } from "./state-file.ts";
import type { StateKeeper } from "./state-keeper.ts";

/**
 * Writes what was rescued of a state into its store. What does not follow on what is there is set aside, and the things that it alone
 * knows are noted as pending imports. What cannot be written now stays rescued.
 *
 * @returns what was done, in sentences for people
 */
export async function takeUpRescued(
  keeper: StateKeeper,
  place: RescuePlace,
  store: StateStore,
  context: Pick<Context, "clock" | "signal" | "holder">,
): Promise<readonly string[]> {
  const said: string[] = [];
  for (const rescued of await rescuedStates(place)) {
    const { file, path, bytes } = rescued;
    if (!rescued.isOpen) {
      said.push(
        `A state of ${place.key} that an earlier run could not write does not open with this machine's key: ${path}.`,
      );
      continue;
    }
    if (!file) {
      const aside = await setRescuedAside(rescued);
      said.push(`A state of ${place.key} that Terraform was killed over does not read; it stays in ${aside}.`);
      continue;
    }
    try {
      await keeper.read();
      await keeper.write(bytes, undefined);
      await dropRescued(rescued);
      said.push(`The state of ${place.key} that an earlier run could not write is taken up: serial ${file.serial}.`);
    } catch (error) {
      if (!(error instanceof TerraformError) || error.code !== "engine-terraform/state-conflict") throw error;
      said.push(await noteWhatIsMissing({ ...rescued, file, path }, keeper, place, store, context));
    }
  }
  return said;
}

/** The state that a plan is to see: the newest that was rescued, where it follows on what is in the store. */
export async function rescuedOver(
  keeper: StateKeeper,
  place: RescuePlace,
): Promise<(RescuedState & { readonly file: StateFile }) | undefined> {
  const all = await rescuedStates(place);
  if (all.length === 0) return undefined;
  const present = await keeper.read();
  const before = present && parseStateFile(present, place.key);
  for (const rescued of all) {
    const { file } = rescued;
    if (file && (!before || (before.lineage === file.lineage && before.serial < file.serial)))
      return { ...rescued, file };
  }
  return undefined;
}

async function noteWhatIsMissing(
  rescued: RescuedState & { readonly file: StateFile },
  keeper: StateKeeper,
  { key }: RescuePlace,
  store: StateStore,
  context: Pick<Context, "clock" | "signal" | "holder">,
): Promise<string> {
  const present = await keeper.read();
  const known = new Set(present ? thingsOf(parseStateFile(present, key)).map(({ address }) => address) : []);
  const missing = thingsOf(rescued.file).filter(({ address, status }) => !known.has(address) && status !== "deposed");
  const log = progressLog(store, key, context);
  for (const { address, id = "" } of missing)
    if (id === "") log.begin(address);
    else log.note({ to: address, id });
  await log.flush();
  const path = await setRescuedAside(rescued);
  return missing.length === 0
    ? `A state of ${key} that an earlier run could not write knows nothing more than the present one; it stays in ${path}.`
    : `A state of ${key} that an earlier run could not write does not follow on the present one; ${missing.length} of its things are noted to be looked for, and it stays in ${path}.`;
}
