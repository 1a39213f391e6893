import { canonicalJson, isJson } from "@towpath/core";
import { evidenceError } from "../errors.ts";
import {
  claimedStatement,
  decodeSigned,
  encodeSigned,
  type SignedStatement,
  signedDigest,
} from "../signing/signed-statement.ts";
import { type SubjectKey, subjectKeys } from "../statement/subject.ts";
import { decodeEntry, type Entry, entryDigest } from "./entry.ts";
import { entryKey, indexOfKey, statementKey } from "./record-keys.ts";
import { isConflict, type RecordStore } from "./record-store.ts";

/** Everything that was said about one service, in the order in which it was recorded. It only grows. */
export interface EvidenceRecord {
  readonly service: string;
  readonly store: RecordStore;
  /**
   * Adds a signed statement at the end; what is there already is not added again.
   *
   * @throws {EvidenceError} `evidence/record-damaged` where the last entry cannot be read, `evidence/record-busy` where others
   *   were always faster
   */
  append(signed: SignedStatement, now: Date): Promise<Entry>;
  /** All entries, the oldest first. @throws {EvidenceError} `evidence/record-damaged` */
  entries(): Promise<readonly Entry[]>;
  /** The last one; undefined where there is none yet. @throws {EvidenceError} `evidence/record-damaged` */
  last(): Promise<Entry | undefined>;
  /** The signed statement of an entry. @throws {EvidenceError} `evidence/record-damaged` where it is not there, or another one */
  statementOf(entry: Entry): Promise<SignedStatement>;
}

/** How often another writer may be faster. */
const TRIES = 50;
/** Entries that are read at the same time. */
const AT_ONCE = 8;

/** A service's record in a store. Nothing is read before it is asked for. */
export function openRecord(store: RecordStore, service: string): EvidenceRecord {
  async function indexes(): Promise<readonly number[]> {
    const found: number[] = [];
    for await (const key of store.list(entryKey(service, 1).slice(0, -8))) {
      const index = indexOfKey(service, key);
      if (index !== undefined) found.push(index);
    }
    return found.sort((a, b) => a - b);
  }

  async function readEntry(index: number): Promise<Entry> {
    const key = entryKey(service, index);
    const stored = await store.read(key);
    const entry = stored ? parseEntry(stored.bytes) : { flaw: "it is not there" };
    if (!("flaw" in entry) && entry.index === index && entry.service === service) return entry;
    throw damagedRecord(key, "flaw" in entry ? entry.flaw : "it is another one's");
  }

  async function last(): Promise<Entry | undefined> {
    const index = (await indexes()).at(-1);
    return index === undefined ? undefined : readEntry(index);
  }

  async function entries(): Promise<readonly Entry[]> {
    const all = await indexes();
    const read: Entry[] = [];
    for (let from = 0; from < all.length; from += AT_ONCE)
      read.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(readEntry))));
    return read;
  }

  async function writeOnce(key: string, bytes: Uint8Array): Promise<boolean> {
    try {
      await store.write(key, bytes, "absent");
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  /** @returns whether it is new here */
  async function keepStatement(key: string, bytes: Uint8Array): Promise<boolean> {
    if (await writeOnce(key, bytes)) return true;
    const found = await store.read(key);
    // Also a run that was killed between the statement and its entry leaves it there.
    if (found && Buffer.from(found.bytes).equals(bytes)) return false;
    throw damagedRecord(key, "it holds something else");
  }

  return {
    service,
    store,
    entries,
    last,
    async append(signed, now) {
      const statement = signedDigest(signed);
      const { subject, predicateType } = claimedStatement(signed, statement);
      const subjects: readonly SubjectKey[] = [...new Set(subjectKeys(subject))];
      let looked = (await last())?.index ?? 0;
      const isNew = await keepStatement(statementKey({ service, subjects, statement }), encodeSigned(signed));
      if (!isNew) looked = 0;
      for (let turn = 0; turn < TRIES; turn += 1) {
        const before = await last();
        for (; looked < (before?.index ?? 0); looked += 1) {
          const other = await readEntry(looked + 1);
          if (other.statement === statement) return other;
        }
        const entry: Entry = {
          v: 1,
          service,
          index: (before?.index ?? 0) + 1,
          // Clocks of two runners differ: the order of the record counts.
          at: before && before.at > now.toISOString() ? before.at : now.toISOString(),
          subjects,
          predicateType,
          statement,
          previous: before ? entryDigest(before) : null,
        };
        if (await writeOnce(entryKey(service, entry.index), new TextEncoder().encode(`${canonicalJson(entry)}\n`)))
          return entry;
      }
      throw evidenceError({
        code: "evidence/record-busy",
        kind: "fault",
        message: `The record of ${service} was written to by others, ${TRIES} times in a row.`,
        hint: "Run the command again.",
      });
    },
    async statementOf(entry) {
      const key = statementKey(entry);
      const stored = await store.read(key);
      if (!stored) throw damagedRecord(key, "it is not there");
      const signed = decodeSigned(stored.bytes, key);
      if (signedDigest(signed) !== entry.statement) throw damagedRecord(key, "it is not the one that was recorded");
      return signed;
    },
  };
}

/** An entry from its bytes, or why it is none. */
export function parseEntry(bytes: Uint8Array): Entry | { readonly flaw: string } {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isJson(value) ? decodeEntry(value) : { flaw: "it is no JSON" };
  } catch {
    return { flaw: "it is no JSON" };
  }
}

function damagedRecord(key: string, why: string): Error {
  return evidenceError({
    code: "evidence/record-damaged",
    kind: "fault",
    message: `The record ${key} cannot be used: ${why}.`,
    hint: "towpath evidence verify says what is wrong with all of it. Restore the state store from a backup.",
  });
}
