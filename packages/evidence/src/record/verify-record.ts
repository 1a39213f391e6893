import { type Digest, errorMessage, shortDigest, TowpathError } from "@towpath/core";
import { claimedStatement, decodeSigned, signedDigest } from "../signing/signed-statement.ts";
import { type Trust, verifyStatement } from "../signing/verify-statement.ts";
import { type Entry, entryDigest, type Head, isEntryOf } from "./entry.ts";
import { parseEntry } from "./evidence-record.ts";
import type { RecordFlaw, RecordFlawKind } from "./record-flaw.ts";
import { entryKey, indexOfKey, recordPrefix, statementKey } from "./record-keys.ts";
import type { RecordStore } from "./record-store.ts";

/** What a look at a whole record came to. */
export interface RecordVerdict {
  readonly service: string;
  /** Entries that could be read. */
  readonly entries: readonly Entry[];
  readonly flaws: readonly RecordFlaw[];
  /** The last entry that an anchor vouches for; 0 where none does. What comes after it could be cut off unnoticed. */
  readonly anchored: number;
}

/** What to look at a record with. */
export interface RecordCheck {
  readonly store: RecordStore;
  readonly service: string;
  /** What the anchors have kept; see {@link import("./anchor.ts").Anchor}. */
  readonly heads: readonly Head[];
  /** Whose signatures count; signatures are not looked at when absent. */
  readonly trust?: Trust | undefined;
  /** False to look at the chain and its anchors only. True when absent. */
  readonly hasStatements?: boolean | undefined;
}

/**
 * Looks at all of a service's record: every entry, every statement, the chain, and what the anchors have seen of it. Changes,
 * removals, other orders, a cut end and a record written anew are each named as what they are. Never throws for what is wrong
 * with the record.
 */
export async function verifyRecord(check: RecordCheck): Promise<RecordVerdict> {
  const { store, service, heads, trust, hasStatements = true } = check;
  const flaws: RecordFlaw[] = [];
  const say = (kind: RecordFlawKind, index: number | undefined, message: string) =>
    flaws.push({ kind, ...(index === undefined ? {} : { index }), message });

  const indexes = await indexesOf(store, service);
  const entries: Entry[] = [];
  for (const { index, stored } of await readAll(store, service, indexes)) {
    const entry = stored ? parseEntry(stored.bytes) : { flaw: "it is gone" };
    if ("flaw" in entry) say("unreadable", index, `Entry ${index} cannot be read: ${entry.flaw}.`);
    else if (entry.service !== service) say("changed", index, `Entry ${index} is of the service ${entry.service}.`);
    else if (entry.index !== index)
      say("reordered", index, `Where entry ${index} stood, there is entry ${entry.index}.`);
    else entries.push(entry);
  }
  for (const gap of gapsOf(indexes)) say("removed", gap, `Entry ${gap} is not there any more.`);
  lookAtChain(entries, say);
  lookAtHeads(service, entries, indexes, heads, say);
  if (hasStatements) for (const entry of entries) await lookAtStatement(store, entry, trust, say);
  flaws.sort((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity));
  return { service, entries, flaws, anchored: anchoredOf(entries, heads) };
}

/** Values that are read at the same time: a store may be far away. */
const AT_ONCE = 8;

async function readAll(store: RecordStore, service: string, indexes: readonly number[]) {
  const read = async (index: number) => ({ index, stored: await store.read(entryKey(service, index)) });
  const all: Awaited<ReturnType<typeof read>>[] = [];
  for (let from = 0; from < indexes.length; from += AT_ONCE)
    all.push(...(await Promise.all(indexes.slice(from, from + AT_ONCE).map(read))));
  return all;
}

type Say = (kind: RecordFlawKind, index: number | undefined, message: string) => void;

async function indexesOf(store: RecordStore, service: string): Promise<readonly number[]> {
  const indexes: number[] = [];
  for await (const key of store.list(`${recordPrefix(service)}entries/`)) {
    const index = indexOfKey(service, key);
    if (index !== undefined) indexes.push(index);
  }
  return indexes.sort((a, b) => a - b);
}

/** Gaps beyond these are not named: an entry could name any index. */
const MOST_GAPS = 1_000;

function gapsOf(indexes: readonly number[]): readonly number[] {
  const there = new Set(indexes);
  const gaps: number[] = [];
  for (let index = 1; index < (indexes.at(-1) ?? 0) && gaps.length < MOST_GAPS; index += 1)
    if (!there.has(index)) gaps.push(index);
  return gaps;
}

function lookAtChain(entries: readonly Entry[], say: Say): void {
  const first = new Map<Digest, number>();
  for (const [place, entry] of entries.entries()) {
    const { index } = entry;
    const before = entries[place - 1];
    if (index === 1 && entry.previous !== null) say("changed", 1, "Entry 1 names an entry before it.");
    if (index > 1 && before?.index === index - 1 && entry.previous !== entryDigest(before)) {
      say(
        "changed",
        index - 1,
        `Entry ${index - 1} is not the one that entry ${index} follows: one of them was changed.`,
      );
    }
    if (before && entry.at < before.at)
      say("backdated", index, `Entry ${index} says that it was recorded at ${entry.at}, before entry ${before.index}.`);
    const same = first.get(entry.statement);
    if (same === undefined) first.set(entry.statement, index);
    else say("duplicate", index, `Entry ${index} records the same statement as entry ${same}.`);
  }
}

function lookAtHeads(
  service: string,
  entries: readonly Entry[],
  indexes: readonly number[],
  heads: readonly Head[],
  say: Say,
): void {
  const last = indexes.at(-1) ?? 0;
  const byIndex = new Map(entries.map((entry) => [entry.index, entry]));
  const seen = new Map<number, Digest>();
  let newest: Head | undefined;
  for (const head of [...heads].sort((a, b) => a.index - b.index)) {
    if (head.service !== service) continue;
    newest = head;
    const other = seen.get(head.index);
    if (other !== undefined && other !== head.entry)
      say(
        "forked",
        head.index,
        `Anchors have seen two different entries ${head.index}: ${shortDigest(other)} and ${shortDigest(head.entry)}.`,
      );
    seen.set(head.index, head.entry);
    const entry = byIndex.get(head.index);
    if (entry && entryDigest(entry) !== head.entry)
      say(
        "rewritten",
        head.index,
        `Entry ${head.index} is not the one that was anchored at ${head.at}: it, or the record up to it, was written anew.`,
      );
  }
  if (newest && newest.index > last) {
    const what = last === 0 ? "The whole record is gone" : `The record ends with entry ${last}`;
    say("cut-off", newest.index, `${what}; at ${newest.at} it went to entry ${newest.index}.`);
  }
}

function anchoredOf(entries: readonly Entry[], heads: readonly Head[]): number {
  const digests = new Map(entries.map((entry) => [entry.index, entryDigest(entry)]));
  return heads.reduce((last, { index, entry }) => (digests.get(index) === entry ? Math.max(last, index) : last), 0);
}

async function lookAtStatement(store: RecordStore, entry: Entry, trust: Trust | undefined, say: Say): Promise<void> {
  const { index } = entry;
  const stored = await store.read(statementKey(entry));
  if (!stored) {
    say("removed", index, `The statement of entry ${index} is not there any more.`);
    return;
  }
  try {
    const signed = decodeSigned(stored.bytes, `of entry ${index}`);
    if (signedDigest(signed) !== entry.statement) {
      say("changed", index, `The statement of entry ${index} is not the one that was recorded.`);
      return;
    }
    if (!isEntryOf(entry, claimedStatement(signed, `of entry ${index}`)))
      say("changed", index, `Entry ${index} says something else than its statement.`);
    if (trust) await verifyStatement(signed, trust, new Date(entry.at));
  } catch (error) {
    if (!(error instanceof TowpathError)) throw error;
    const isUnbelieved = error.code === "evidence/signature-wrong" || error.code === "evidence/identity-refused";
    say(isUnbelieved ? "not-believed" : "changed", index, `Entry ${index}: ${errorMessage(error)}`);
  }
}
