import { compareText, digestJson } from "@towpath/core";
import type { RecordedResource, StateDocument } from "@towpath/provisioning";

/** What one write changed in a state. */
export interface GenerationChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Sentences about all else: the lock, what was begun and finished, what is kept. */
  readonly notes: readonly string[];
}

type Records = Readonly<Record<string, RecordedResource>>;

/** What changed between two generations of a state. @param before undefined for the first that is kept */
export function generationChanges(before: StateDocument | undefined, after: StateDocument): GenerationChanges {
  const [was, is]: readonly [Records, Records] = [before?.resources ?? {}, after.resources];
  return {
    added: keys(is).filter((address) => !Object.hasOwn(was, address)),
    removed: keys(was).filter((address) => !Object.hasOwn(is, address)),
    changed: keys(is).filter((address) => {
      const [old, now] = [was[address], is[address]];
      return old !== undefined && now !== undefined && digestOf(old) !== digestOf(now);
    }),
    notes: [...lockNotes(before, after), ...journalNotes(before, after), ...otherNotes(before, after)],
  };
}

/** The same on one line: `+ resources.db, ~ resources.queue, locked by anna (run 1)`. */
export function changesLine({ added, removed, changed, notes }: GenerationChanges): string {
  return [
    ...added.map((address) => `+ ${address}`),
    ...changed.map((address) => `~ ${address}`),
    ...removed.map((address) => `- ${address}`),
    ...notes,
  ].join(", ");
}

function lockNotes(before: StateDocument | undefined, after: StateDocument): readonly string[] {
  const [was, is] = [before?.lock, after.lock];
  if (is && is.token !== was?.token) return [`locked by ${is.holder.who} (run ${is.holder.run})`];
  return was && !is ? [`unlocked by ${was.holder.who} (run ${was.holder.run})`] : [];
}

function journalNotes(before: StateDocument | undefined, after: StateDocument): readonly string[] {
  const steps = ({ journal }: Pick<StateDocument, "journal">) =>
    journal.map(({ action, address }) => `${action} ${address}`);
  const [was, is] = [before ? steps(before) : [], steps(after)];
  return [
    ...is.filter((step) => !was.includes(step)).map((step) => `begun: ${step}`),
    ...was.filter((step) => !is.includes(step)).map((step) => `ended: ${step}`),
  ];
}

function otherNotes(before: StateDocument | undefined, after: StateDocument): readonly string[] {
  const [was, is] = [before?.orphans ?? {}, after.orphans];
  return [
    ...keys(is)
      .filter((address) => !Object.hasOwn(was, address))
      .map((address) => `kept for its data: ${address}`),
    ...keys(was)
      .filter((address) => !Object.hasOwn(is, address))
      .map((address) => `no longer kept: ${address}`),
    ...(before?.lastApplied && !after.lastApplied ? ["taken out"] : []),
    ...(after.lastApplied && after.lastApplied.manifest !== before?.lastApplied?.manifest ? ["applied whole"] : []),
  ];
}

function keys(records: Records): readonly string[] {
  return Object.keys(records).sort(compareText);
}

function digestOf(record: RecordedResource): string {
  return digestJson(JSON.parse(JSON.stringify(record)));
}
