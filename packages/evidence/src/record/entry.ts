import { type Digest, digestJson, isDigest, isJson, isJsonObject, type Json } from "@towpath/core";
import type { Statement } from "../statement/statement.ts";
import { type Subject, type SubjectKey, subjectKey, subjectKeys } from "../statement/subject.ts";

/** One line of a service's record. It holds the digest of the one before: none can be changed without changing all that follow. */
export interface Entry {
  /** The version of this format. */
  readonly v: 1;
  readonly service: string;
  /** Counts from 1, without a gap. */
  readonly index: number;
  /** When it was recorded. RFC 3339; never before the entry before. */
  readonly at: string;
  /** What the statement is about. */
  readonly subjects: readonly SubjectKey[];
  readonly predicateType: string;
  /** Digest of the signed statement's bytes. */
  readonly statement: Digest;
  /** Digest of the entry before; null for the first. */
  readonly previous: Digest | null;
}

/** What the next entry and the anchors know an entry by. */
export function entryDigest(entry: Entry): Digest {
  return digestJson(entry);
}

/** True for a statement that says itself what the entry says of it: an entry is signed by nobody. */
export function isEntryOf(
  entry: Entry,
  { subject, predicateType }: Pick<Statement, "predicateType" | "subject">,
): boolean {
  const subjects = [...new Set(subjectKeys(subject))];
  return predicateType === entry.predicateType && subjects.join() === entry.subjects.join();
}

/** Where the last entry of a record stands: what is kept out of reach of whoever writes the record. */
export interface Head {
  readonly v: 1;
  readonly service: string;
  readonly index: number;
  readonly entry: Digest;
  /** When it was anchored. RFC 3339. */
  readonly at: string;
}

/** The head that an entry makes. */
export function headOf(entry: Entry, at: Date): Head {
  return { v: 1, service: entry.service, index: entry.index, entry: entryDigest(entry), at: at.toISOString() };
}

/** An entry from its JSON, or why it is none. */
export function decodeEntry(value: Json): Entry | { readonly flaw: string } {
  if (!isJsonObject(value)) return { flaw: "it is no object" };
  const { v, service, index, at, subjects, predicateType, statement, previous, ...rest } = value;
  if (v !== 1) return { flaw: `its format is ${JSON.stringify(v ?? null)}; this version of Towpath reads format 1` };
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return { flaw: `it has a member ${JSON.stringify(unknown)}` };
  const keys = Array.isArray(subjects) ? subjects.flatMap((one: Json) => subjectKeyOf(one) ?? []) : [];
  const isWhole =
    typeof service === "string" &&
    isIndex(index) &&
    isTime(at) &&
    Array.isArray(subjects) &&
    keys.length === subjects.length &&
    keys.length > 0 &&
    typeof predicateType === "string" &&
    isDigest(statement) &&
    (previous === null || isDigest(previous));
  if (!isWhole) return { flaw: "a part of it is missing or is not what it is to be" };
  return { v, service, index, at, subjects: keys, predicateType, statement, previous };
}

/** A head from its JSON; undefined for what is none. */
export function decodeHead(value: unknown): Head | undefined {
  if (!isJson(value) || !isJsonObject(value) || value["v"] !== 1) return undefined;
  const { service, index, entry, at } = value;
  if (typeof service !== "string" || !isIndex(index) || !isDigest(entry) || !isTime(at)) return undefined;
  return { v: 1, service, index, entry, at };
}

function isIndex(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1;
}

function isTime(value: Json | undefined): value is string {
  return (
    typeof value === "string" &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(new Date(value).getTime())
  );
}

function subjectKeyOf(value: Json): SubjectKey | undefined {
  if (typeof value !== "string") return undefined;
  const [kind, hex = ""] = value.split(":");
  const subject: Subject = { digest: kind === "git" ? { gitCommit: hex } : { sha256: hex } };
  const key = subjectKey(subject);
  return key === value ? key : undefined;
}
