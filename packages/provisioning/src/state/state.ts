import { type Digest, digestBytes } from "@towpath/core";
import { Conflict, type ProvisioningError, provisioningError } from "../errors.ts";
import type { Generation, StateStore } from "../state-store.ts";
import { decodeState, EMPTY_STATE } from "./decode-state.ts";
import { encodeState } from "./encode-state.ts";
import { snapshotState } from "./snapshot.ts";
import type { StateDocument } from "./state-document.ts";

/** A state with the version that a write has to name. */
export interface StoredState {
  readonly state: StateDocument;
  readonly version: string | "absent";
}

/** The state under a key; an empty one where there is none. @throws {ProvisioningError} for one that cannot be read */
export async function readState(store: StateStore, key: string): Promise<StateDocument> {
  return snapshotState(store, key) ?? (await readStored(store, key)).state;
}

/**
 * The same with its version.
 *
 * @throws {ProvisioningError} `provisioning/state-newer`; `provisioning/state-damaged`, naming the newest generation that reads
 */
export async function readStored(store: StateStore, key: string): Promise<StoredState> {
  try {
    const found = await store.read(key);
    if (!found) return { state: EMPTY_STATE, version: "absent" };
    return { state: decodeState(found.bytes, key), version: found.version };
  } catch (error) {
    throw await withWayBack(error, store, key);
  }
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
    const { state: before, version } = await readStored(store, key);
    const after = change(before);
    if (after === before) return before;
    const next = { ...after, serial: before.serial + 1 };
    try {
      await store.write(key, encodeState(next), version);
      return next;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
}

const digests = new WeakMap<StateDocument, Digest>();

/** Digest of what a plan depends on: everything but the lock and the count of writes. `absent` when that is nothing. */
export function stateDigest(state: StateDocument): Digest | "absent" {
  const { resources, orphans, journal, lastApplied } = state;
  const isEmpty = [resources, orphans, journal].every((part) => Object.keys(part).length === 0) && !lastApplied;
  if (isEmpty) return "absent";
  const known = digests.get(state);
  if (known) return known;
  // Written by one encoder, the same content has the same order; a canonical form of thousands of records costs a whole plan.
  const digest = digestBytes(JSON.stringify({ resources, orphans, journal }));
  digests.set(state, digest);
  return digest;
}

/** What was wrong with a state, with the newest generation of it that can be read. */
async function withWayBack(error: unknown, store: StateStore, key: string): Promise<unknown> {
  if (!isDamaged(error) || !store.history) return error;
  try {
    for await (const generation of store.history(key)) {
      if (!(await isReadable(generation, key))) continue;
      const when = generation.writtenAt === undefined ? "" : ` of ${generation.writtenAt}`;
      return provisioningError({
        code: error.code,
        message: error.message,
        hint: `Nothing was touched. Generation ${generation.version}${when} still reads: towpath state show ${key} --at ${generation.version} shows it, towpath state restore ${key} --at ${generation.version} puts it back.`,
        cause: error,
      });
    }
  } catch {
    // What is said without it is right as well.
  }
  return error;
}

function isDamaged(error: unknown): error is ProvisioningError {
  return error instanceof Error && "code" in error && error.code === "provisioning/state-damaged";
}

async function isReadable(generation: Generation, key: string): Promise<boolean> {
  try {
    const bytes = await generation.bytes();
    if (bytes) decodeState(bytes, key);
    return bytes !== undefined;
  } catch {
    return false;
  }
}
