import { type Address, compareText } from "@towpath/core";
import { Conflict } from "../errors.ts";
import { stateEncoder } from "../state/encode-state.ts";
import { readStored, type StoredState } from "../state/state.ts";
import type { Intention, RecordedResource, StateDocument } from "../state/state-document.ts";
import type { StateStore } from "../state-store.ts";
import { type KeptRecord, keepApart } from "./kept.ts";

/**
 * What a run writes into the state. Changes that wait while one is being written are written together: a promise of this
 * journal is kept when the state that holds the change is.
 */
export interface Journal {
  /** Says what is about to be done, before it is. */
  begin(intention: Intention): Promise<void>;
  /** Takes back what was said and not begun. */
  withdraw(address: Address): Promise<void>;
  /** Something is there: on record, no orphan any more, nothing open. `kept` is what is left of it as it was. */
  made(address: Address, resource: RecordedResource, kept?: KeptRecord): Promise<void>;
  /** Something is gone. `next` is what is begun in its place. */
  gone(address: Address, next?: Intention): Promise<void>;
  /** Something is kept for its data. */
  kept(address: Address, resource: RecordedResource): Promise<void>;
  change(change: (state: StateDocument) => StateDocument): Promise<void>;
  /** The state as it was written last, or read. */
  written(): StateDocument;
}

/** A change of a state, made in place. */
type Edit = (draft: Draft) => void;

interface Waiting {
  readonly edit: Edit;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A journal in the state under a key.
 *
 * @param known the state as it was read last, in which the run begins; it is read again where somebody wrote since
 */
export function openJournal(store: StateStore, key: string, known: StateDocument): Journal {
  const encode = stateEncoder();
  let latest = known;
  let stored: StoredState | undefined;
  let waiting: Waiting[] = [];
  let isWriting = false;

  const change = (edit: Edit) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ edit, done: resolve, failed: reject });
      if (!isWriting) void writeAll();
    });

  async function writeAll(): Promise<void> {
    isWriting = true;
    await Promise.resolve(); // those who speak at the same time are written together
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        for (const { done } of await write(batch)) done();
      } catch (error) {
        stored = undefined; // whether it was written is not known
        for (const { failed } of batch) failed(error);
      }
    }
    isWriting = false;
  }

  /** Gives those whose changes were written; one that throws is told so by itself. */
  async function write(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    for (;;) {
      stored ??= await readStored(store, key);
      const draft = draftOf(stored.state);
      const good = batch.filter(({ edit, failed }) => {
        try {
          edit(draft);
          return true;
        } catch (error) {
          failed(error);
          return false;
        }
      });
      const next = stateOf(draft);
      if (next !== stored.state) {
        const state = { ...next, serial: stored.state.serial + 1 };
        try {
          stored = { state, version: await store.write(key, encode(state), stored.version) };
        } catch (error) {
          stored = undefined;
          if (error instanceof Conflict) continue;
          throw error;
        }
      }
      latest = stored.state;
      return good;
    }
  }

  return {
    change: (apply) =>
      change((draft) => {
        Object.assign(draft, draftOf(apply(stateOf(draft))));
      }),
    begin: (intention) =>
      change((draft) => {
        const { journal } = changing(draft);
        journal.delete(intention.address);
        journal.set(intention.address, intention);
      }),
    withdraw: (address) =>
      change((draft) => {
        changing(draft).journal.delete(address);
      }),
    made: (address, resource, kept) =>
      change((draft) => {
        const { resources, orphans, journal } = changing(draft);
        resources.set(address, resource);
        orphans.delete(address);
        journal.delete(address);
        if (kept) keepApart(orphans, address, kept);
      }),
    gone: (address, next) =>
      change((draft) => {
        const { resources, orphans, journal } = changing(draft);
        resources.delete(address);
        orphans.delete(address);
        journal.delete(address);
        if (next) journal.set(address, next);
      }),
    kept: (address, resource) =>
      change((draft) => {
        const { resources, orphans, journal } = changing(draft);
        resources.delete(address);
        orphans.set(address, resource);
        journal.delete(address);
      }),
    written: () => latest,
  };
}

/** A state under change. */
interface Draft {
  readonly base: StateDocument;
  readonly resources: Map<Address, RecordedResource>;
  readonly orphans: Map<Address, RecordedResource>;
  readonly journal: Map<Address, Intention>;
  isChanged: boolean;
}

function draftOf(base: StateDocument): Draft {
  return {
    base,
    resources: new Map(Object.entries(base.resources)),
    orphans: new Map(Object.entries(base.orphans)),
    journal: new Map(base.journal.map((intention) => [intention.address, intention])),
    isChanged: false,
  };
}

function changing(draft: Draft): Draft {
  draft.isChanged = true;
  return draft;
}

/** The very state that it was made of while nothing was changed. */
function stateOf({ base, resources, orphans, journal, isChanged }: Draft): StateDocument {
  if (!isChanged) return base;
  return { ...base, resources: sorted(resources), orphans: sorted(orphans), journal: [...journal.values()] };
}

function sorted(records: ReadonlyMap<Address, RecordedResource>): StateDocument["resources"] {
  return Object.fromEntries([...records].sort(([a], [b]) => compareText(a, b)));
}
