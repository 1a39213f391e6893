import { decodeState } from "../state/decode-state.ts";
import { stateDigest } from "../state/state.ts";
import type { StateStore } from "../state-store.ts";

/** What is done before and after a write that changes what is on record. They are counted from 1. */
export interface Cut {
  before?(write: number): void;
  after?(write: number): void;
}

/** A store that lets something happen at the writes that put something on record, or off it: not at those of the lock. */
export function cutStore(store: StateStore, cut: Cut): StateStore {
  let writes = 0;
  const digestOf = (bytes: Uint8Array | undefined, key: string) =>
    bytes === undefined ? "absent" : stateDigest(decodeState(bytes, key));
  return {
    ...store,
    async write(key, bytes, expected) {
      const present = await store.read(key);
      if (digestOf(present?.bytes, key) === digestOf(bytes, key)) return store.write(key, bytes, expected);
      writes += 1;
      const write = writes;
      cut.before?.(write);
      const version = await store.write(key, bytes, expected);
      cut.after?.(write);
      return version;
    },
  };
}
