import type { Generation, Holder, SecretBox, StateStore } from "@towpath/provisioning";
import { editState } from "./edit-state.ts";
import { decodeEnvelope, openState, sealState } from "./stored-state.ts";

/** Where the state is, and who puts it back. */
export interface RestoreParts {
  /** The fenced one: the lock of the environment's state guards this one, too. */
  readonly store: StateStore;
  readonly key: string;
  readonly box: SecretBox;
  readonly holder: Holder;
}

/**
 * Puts an earlier generation of a state of Terraform back, with a serial above all that is kept, so that Terraform takes it for the
 * newest. What was there stays in the history.
 *
 * @param generation of the history of the same key
 * @returns the new serial; undefined where that generation holds no state
 * @throws {TerraformError} `engine-terraform/state-damaged`, `engine-terraform/state-newer` for a generation that cannot be read
 * @throws {ProvisioningError} `provisioning/secret-unreadable` for one of another key
 */
export async function restoreTerraformState(
  { store, key, box, holder }: RestoreParts,
  generation: Generation,
): Promise<number | undefined> {
  const stored = await generation.bytes();
  const { bytes } = stored ? await openState(stored, key, box) : {};
  if (!bytes) return undefined;
  const { serial: highest, version } = await kept(store, key);
  const serial = highest + 1;
  const next = editState(bytes, (state) => ({ ...state, serial }));
  await store.write(key, await sealState(next, { key, box, writer: holder }), version);
  return serial;
}

/** The highest serial of all generations that read, and the version that is present. */
async function kept(store: StateStore, key: string) {
  let highest = 0;
  let version: string | undefined;
  for await (const generation of store.history?.(key) ?? []) {
    const bytes = await generation.bytes().catch(() => undefined);
    version ??= bytes || (await isThere(store, key)) ? generation.version : "absent";
    highest = Math.max(highest, bytes ? serialOf(bytes, key) : 0);
  }
  return { serial: highest, version: version ?? "absent" };
}

/** One whose bytes do not open any more is there all the same. */
async function isThere(store: StateStore, key: string): Promise<boolean> {
  try {
    return (await store.read(key)) !== undefined;
  } catch {
    return true;
  }
}

function serialOf(bytes: Uint8Array, key: string): number {
  try {
    return decodeEnvelope(bytes, key).serial;
  } catch {
    return 0;
  }
}
