import { type Digest, digestJson } from "@towpath/core";
import { Conflict } from "../errors.ts";
import type { StateStore } from "../state-store.ts";
import { decodeState, EMPTY_STATE, encodeState } from "./decode-state.ts";
import type { StateDocument } from "./state-document.ts";

/** The state under a key; an empty one where there is none. @throws {ProvisioningError} for one that cannot be read */
export async function readState(store: StateStore, key: string): Promise<StateDocument> {
  const found = await store.read(key);
  return found ? decodeState(found.bytes, key) : EMPTY_STATE;
}

/**
 * Changes the state under a key: reads it, applies `change`, writes it if nobody wrote in between, and else begins again.
 * `change` is pure and must be right on any state. Nothing is written when it gives back what it got.
 */
export async function updateState(
  store: StateStore,
  key: string,
  change: (state: StateDocument) => StateDocument,
): Promise<StateDocument> {
  for (;;) {
    const found = await store.read(key);
    const before = found ? decodeState(found.bytes, key) : EMPTY_STATE;
    const after = change(before);
    if (after === before) return before;
    const next = { ...after, serial: before.serial + 1 };
    try {
      await store.write(key, encodeState(next), found?.version ?? "absent");
      return next;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
}

/** Digest of what a plan depends on: everything but the lock and the count of writes. `absent` when that is nothing. */
export function stateDigest(state: StateDocument): Digest | "absent" {
  const { resources, orphans, journal, lastApplied } = state;
  const isEmpty = [resources, orphans, journal].every((part) => Object.keys(part).length === 0) && !lastApplied;
  return isEmpty ? "absent" : digestJson({ resources, orphans, journal });
}
