import type { StateStore } from "../state-store.ts";
import type { StateDocument } from "./state-document.ts";

interface Snapshot {
  readonly key: string;
  readonly state: StateDocument;
}

const snapshots = new WeakMap<StateStore, Snapshot>();

/**
 * A store as it was when one of its states was read: whoever only looks sees the same, and need not read it again. Writes go to
 * the store itself, each by the version that it finds there.
 */
export function snapshotOf(store: StateStore, key: string, state: StateDocument): StateStore {
  const { read, write, remove, list, history } = store;
  const snapshot: StateStore = {
    read: read.bind(store),
    write: write.bind(store),
    remove: remove.bind(store),
    list: list.bind(store),
    ...(history ? { history: history.bind(store) } : {}),
  };
  snapshots.set(snapshot, { key, state });
  return snapshot;
}

/** The state under a key as a snapshot has it; undefined for any other store. */
export function snapshotState(store: StateStore, key: string): StateDocument | undefined {
  const snapshot = snapshots.get(store);
  return snapshot?.key === key ? snapshot.state : undefined;
}
