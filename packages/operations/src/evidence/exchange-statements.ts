import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Effects, errorMessage, TowpathError } from "@towpath/core";
import { addStatement, type Release, type ReleaseBundle } from "@towpath/delivery";
import {
  decodeSigned,
  type Entry,
  encodeSigned,
  headOf,
  type SignedStatement,
  type SubjectKey,
  signedDigest,
  subjectKeys,
  verifyStatement,
} from "@towpath/evidence";
import { sayOnce } from "./attest.ts";
import { isCommit } from "./is-commit.ts";
import type { Evidence } from "./open-evidence.ts";

/** Everything that a release may be talked about by. */
export function subjectsOf({ artifact, commit }: Pick<Release, "artifact" | "commit">): readonly SubjectKey[] {
  return [artifact.digest, ...(isCommit(commit) ? [`git:${commit}` as const] : [])];
}

/** Puts statements into a release bundle, for another machine's record. */
export async function exportStatements(bundle: string, signed: readonly SignedStatement[]): Promise<void> {
  for (const one of signed) await addStatement(bundle, fileOf(one), textOf(one));
}

/** The same into any folder, which is made where it is missing: what a bundle that another machine writes is to hold. */
export async function writeStatements(folder: string, signed: readonly SignedStatement[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const one of signed) await writeFile(join(folder, fileOf(one)), textOf(one));
}

function fileOf(signed: SignedStatement): string {
  return `${signedDigest(signed).slice("sha256:".length)}.json`;
}

function textOf(signed: SignedStatement): string {
  return new TextDecoder().decode(encodeSigned(signed));
}

/** The statements on record about a release. */
export async function statementsOf({ record }: Evidence, release: Release): Promise<readonly SignedStatement[]> {
  const subjects = subjectsOf(release);
  const entries = (await record.entries()).filter((entry) => entry.subjects.some((one) => subjects.includes(one)));
  return Promise.all(entries.map((entry) => record.statementOf(entry)));
}

/**
 * Takes the statements of a release bundle into the record, as far as they are believed and about the release. A bundle is
 * somebody's: what it holds beside is said and left out. Where the anchor does not take the record's head, that is said, and the
 * next run anchors it.
 */
export async function importStatements(
  evidence: Evidence,
  { release, statements }: Pick<ReleaseBundle, "release" | "statements">,
  effects: Effects,
): Promise<void> {
  const signed = statements.flatMap(({ name, text }) => {
    try {
      return [decodeSigned(new TextEncoder().encode(text), name)];
    } catch (error) {
      leaveOut(error, effects);
      return [];
    }
  });
  await importSigned(evidence, release, signed, effects);
}

/** The same for statements that were read. */
export async function importSigned(
  { record, trust, anchor }: Evidence,
  release: Release,
  signed: readonly SignedStatement[],
  effects: Effects,
): Promise<void> {
  const subjects = subjectsOf(release);
  let last: Entry | undefined;
  for (const one of signed) {
    effects.signal.throwIfAborted();
    try {
      const { statement } = await verifyStatement(one, trust, effects.clock.now());
      if (subjectKeys(statement.subject).some((key) => subjects.includes(key)))
        last = await record.append(one, effects.clock.now());
      else
        effects.events({
          type: "notice",
          message: "A statement of the bundle is left out: it is not about this release.",
        });
    } catch (error) {
      leaveOut(error, effects);
    }
  }
  try {
    if (last && anchor) await anchor.publish(headOf(last, effects.clock.now()));
  } catch (error) {
    unlessOfEvidence(error);
    sayOnce(effects, `Evidence is not anchored: ${errorMessage(error)}`);
  }
}

function leaveOut(error: unknown, effects: Effects): void {
  unlessOfEvidence(error);
  effects.events({ type: "notice", message: `A statement of the bundle is left out: ${errorMessage(error)}` });
}

/** Throws an error again that is of something else. */
function unlessOfEvidence(error: unknown): void {
  if (!(error instanceof TowpathError) || !error.code.startsWith("evidence/")) throw error;
}
