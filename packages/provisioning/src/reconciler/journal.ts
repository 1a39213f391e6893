import type { Address } from "@towpath/core";
import { updateState } from "../state/state.ts";
import type { Intention, RecordedResource, StateDocument } from "../state/state-document.ts";
import type { StateStore } from "../state-store.ts";
import { type KeptRecord, withKept } from "./kept.ts";

/** What a run writes into the state, one write at a time. */
export interface Journal {
  /** Says what is about to be done, before it is. */
  begin(intention: Intention): Promise<void>;
  /** Something is there: on record, no orphan any more, nothing open. `kept` is what is left of it as it was. */
  made(address: Address, resource: RecordedResource, kept?: KeptRecord): Promise<void>;
  /** Something is gone. `next` is what is begun in its place. */
  gone(address: Address, next?: Intention): Promise<void>;
  /** Something is kept for its data. */
  kept(address: Address, resource: RecordedResource): Promise<void>;
  change(change: (state: StateDocument) => StateDocument): Promise<void>;
}

/** A journal in the state under a key. */
export function openJournal(store: StateStore, key: string): Journal {
  let last: Promise<unknown> = Promise.resolve();
  const change: Journal["change"] = async (apply) => {
    const next = last.then(() => updateState(store, key, apply));
    last = next.catch(() => undefined);
    await next;
  };
  return {
    change,
    begin: (intention) => change((state) => ({ ...state, journal: [...others(state, intention.address), intention] })),
    made: (address, resource, kept) =>
      change((state) => {
        const orphans = without(state.orphans, address);
        return {
          ...state,
          resources: sorted({ ...state.resources, [address]: resource }),
          orphans: kept ? sorted(withKept(orphans, address, kept)) : orphans,
          journal: others(state, address),
        };
      }),
    gone: (address, next) =>
      change((state) => ({
        ...state,
        resources: without(state.resources, address),
        orphans: without(state.orphans, address),
        journal: next ? [...others(state, address), next] : others(state, address),
      })),
    kept: (address, resource) =>
      change((state) => ({
        ...state,
        resources: without(state.resources, address),
        orphans: sorted({ ...state.orphans, [address]: resource }),
        journal: others(state, address),
      })),
  };
}

type Records = StateDocument["resources"];

function others(state: StateDocument, address: Address): readonly Intention[] {
  return state.journal.filter((intention) => intention.address !== address);
}

function without(records: Records, address: Address): Records {
  return Object.hasOwn(records, address)
    ? Object.fromEntries(Object.entries(records).filter(([each]) => each !== address))
    : records;
}

function sorted(records: Records): Records {
  return Object.fromEntries(Object.entries(records).sort(([a], [b]) => (a < b ? -1 : 1)));
}
