import { decodeState } from "../state/decode-state.ts";
import type { StateStore } from "../state-store.ts";
import { type Lock, lockLost } from "./lock.ts";

/**
 * The store as the holder of a lock sees it. Reading the locked state fails once somebody else has the lock; and since a
 * write is conditional on the version that was read, no write of a late holder can succeed. Writes of other keys are
 * refused too once the lock is lost.
 */
export function fencedStore(store: StateStore, lock: Lock): StateStore {
  async function readLocked() {
    const found = await store.read(lock.key);
    const holder = found && decodeState(found.bytes, lock.key).lock;
    if (holder?.token !== lock.token) throw lockLost(lock.key, holder?.holder);
    return found;
  }
  return {
    read: (key) => (key === lock.key ? readLocked() : store.read(key)),
    async write(key, bytes, expected) {
      if (key !== lock.key) await readLocked();
      return store.write(key, bytes, expected);
    },
    async remove(key, expected) {
      await readLocked();
      await store.remove(key, expected);
    },
    list: (prefix) => store.list(prefix),
    ...(store.history ? { history: store.history.bind(store) } : {}),
  };
}
