import { errorMessage, TowpathError } from "@towpath/core";
import {
  type Entry,
  type EvidenceRecord,
  isEntryOf,
  PREDICATE_TYPES,
  type PredicateName,
  type SubjectKey,
  type Trust,
  type VerifiedStatement,
  verifyStatement,
} from "@towpath/evidence";

/** A statement on record, and whether it is believed. */
export type Looked =
  | { readonly entry: Entry; readonly believed: VerifiedStatement }
  | { readonly entry: Entry; readonly why: string };

/**
 * The statements of a kind about a subject, the newest first.
 *
 * @param entries of the record, as they were read
 */
export async function statementsAbout(
  record: EvidenceRecord,
  entries: readonly Entry[],
  subjects: readonly SubjectKey[],
  name: PredicateName,
  trust: Trust,
): Promise<readonly Looked[]> {
  const fitting = entries.filter(
    (entry) =>
      entry.predicateType === PREDICATE_TYPES[name] && entry.subjects.some((subject) => subjects.includes(subject)),
  );
  const looked: Looked[] = [];
  for (const entry of fitting.toReversed()) looked.push(await look(record, entry, trust));
  return looked;
}

/** A statement of an entry, if it is believed and is about what the entry says; else why not. */
export async function look(record: EvidenceRecord, entry: Entry, trust: Trust): Promise<Looked> {
  try {
    const signed = await record.statementOf(entry);
    const believed = await verifyStatement(signed, trust, new Date(entry.at));
    return isEntryOf(entry, believed.statement)
      ? { entry, believed }
      : { entry, why: `Entry ${entry.index} says something else than its statement.` };
  } catch (error) {
    if (!(error instanceof TowpathError) || !error.code.startsWith("evidence/")) throw error;
    return { entry, why: errorMessage(error) };
  }
}
