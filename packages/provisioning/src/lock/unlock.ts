import type { Holder } from "../engine.ts";
import { Conflict, formatHolder, LockHeld } from "../errors.ts";
import { encodeState } from "../state/encode-state.ts";
import { readStored, type StoredState } from "../state/state.ts";
import type { StateStore } from "../state-store.ts";
import type { LockEffects } from "./lock.ts";
import { watchHolder } from "./watch-holder.ts";

const LOOK_MS = 1_000;

/**
 * Takes the lock from a holder that is gone: one whose process ran on this machine and has ended, or that gives no sign of
 * life for a minute while it is watched.
 *
 * @returns who had it; undefined where nobody did
 * @throws {LockHeld} as soon as the holder shows that it lives
 */
export async function unlockStale(store: StateStore, key: string, effects: LockEffects): Promise<Holder | undefined> {
  const { clock, signal, events } = effects;
  const watch = watchHolder(store, key, clock);
  for (;;) {
    signal.throwIfAborted();
    const askedAt = clock.monotonic();
    const stored = await readStored(store, key);
    const { lock } = stored.state;
    if (!lock) return undefined;
    const { status, isFirst } = await watch.look(stored.version, lock, askedAt);
    if (status === "dead") {
      if (await removeLock(store, key, stored)) return lock.holder;
      continue;
    }
    if (status === "alive" && !isFirst) throw new LockHeld(key, lock.holder);
    if (isFirst)
      events({
        type: "notice",
        message: `Watching ${formatHolder(lock.holder)} for a minute: it has the lock of ${key}.`,
      });
    await clock.sleep(LOOK_MS, signal);
  }
}

/**
 * Takes the lock from a run by its name, whether it lives or not: it is refused at its next write.
 *
 * @returns who had it; undefined where nobody did, or another run
 */
export async function unlockRun(store: StateStore, key: string, run: string): Promise<Holder | undefined> {
  for (;;) {
    const stored = await readStored(store, key);
    const { lock } = stored.state;
    if (lock?.holder.run !== run) return undefined;
    if (await removeLock(store, key, stored)) return lock.holder;
  }
}

/** @returns false where somebody wrote in between */
async function removeLock(store: StateStore, key: string, { state, version }: StoredState): Promise<boolean> {
  const { lock: _, ...unlocked } = state;
  try {
    await store.write(key, encodeState({ ...unlocked, serial: state.serial + 1 }), version);
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}
