import type { Effects } from "@towpath/core";
import { TowpathError } from "@towpath/core";
import type { LocalFolders } from "@towpath/engine-local";
import type { Graph } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import { type OpenState, openState } from "../environment/open-state.ts";

/** The state of an environment, as far as whoever asks may read it. */
export interface ReadableState extends Pick<OpenState, "store" | "secretBox"> {
  /** Why nobody here can read it: then the store has nothing. */
  readonly unread?: TowpathError | undefined;
}

/** What somebody lacks who was never given the key of an environment. */
const LACKING = ["operation/state-credentials", "provisioning/state-key", "provisioning/store-options"];

/**
 * Opens the state of an environment to read it. Who has no credentials for it can still look at what its documents give:
 * then nothing is on record.
 *
 * @param isNeeded whether nothing can be done without it
 * @throws as {@link openState}, but for credentials that are missing and not needed
 */
export async function readableState(
  environment: Graph["environment"],
  folders: LocalFolders,
  isNeeded: boolean,
  effects: Effects,
): Promise<ReadableState> {
  try {
    return await openState(environment, folders, effects);
  } catch (error) {
    if (isNeeded || !(error instanceof TowpathError) || !LACKING.includes(error.code)) throw error;
    const { state: _, ...bare } = environment;
    const { secretBox } = await openState(bare, folders, effects);
    return { store: nothing, secretBox, unread: error };
  }
}

const refuse = (): Promise<never> =>
  Promise.reject(new Error("Nothing is written to a state that could not be opened."));

const nothing: StateStore = {
  read: async () => undefined,
  write: refuse,
  remove: refuse,
  async *list() {},
};
