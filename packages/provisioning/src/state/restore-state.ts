import type { Holder } from "../engine.ts";
import type { LockEffects } from "../lock/lock.ts";
import { withLock } from "../lock/with-lock.ts";
import type { Generation, StateStore } from "../state-store.ts";
import { decodeState } from "./decode-state.ts";
import { encodeState } from "./encode-state.ts";
import { readStored, updateState } from "./state.ts";

/**
 * Puts an earlier generation of a state back as a new one, under the lock where the present one can be read. Nothing is
 * lost: what was there stays as a generation. The world is left as it is; the next plan says how it differs.
 *
 * @param generation of the history of the same key
 * @throws {LockHeld} when a run works on it
 * @throws {ProvisioningError} where that generation cannot be read, or the present one is sealed with another key
 */
export async function restoreState(
  store: StateStore,
  key: string,
  generation: Generation,
  holder: Holder,
  effects: LockEffects,
): Promise<void> {
  const { lock: _, ...earlier } = decodeState((await generation.bytes()) ?? new Uint8Array(), key);
  const damaged = await damagedVersion(store, key);
  if (damaged !== undefined) {
    await store.write(key, encodeState({ ...earlier, serial: earlier.serial + 1 }), damaged);
    return;
  }
  await withLock(store, key, holder, 0, effects, async (locked) => {
    await updateState(locked.store, key, ({ lock, serial }) => ({ ...earlier, serial, lock }));
  });
}

/** The version of a present state that is damaged; undefined for one that reads. */
async function damagedVersion(store: StateStore, key: string): Promise<string | undefined> {
  try {
    await readStored(store, key);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "provisioning/state-damaged")) throw error;
    for await (const { version } of store.history?.(key) ?? []) return version;
    throw error;
  }
}
