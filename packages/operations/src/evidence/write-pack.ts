import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Effects, errorMessage, isAbort } from "@towpath/core";
import { encodeSigned, openRecord, predicateName, type SubjectKey, type Trust } from "@towpath/evidence";
import { type Change, changeFolder, packHtml, populationCsv, type RecordedStatement } from "@towpath/evidence/controls";
import { OperationError } from "../errors.ts";
import type { Complied } from "./comply-with.ts";
import type { Evidence } from "./open-evidence.ts";

/**
 * Writes what an auditor takes along: the population of all deployments as CSV, a folder for each with its statements, the whole
 * record with what its anchors have seen, and a page to begin with. The folder is there whole, or not at all.
 *
 * @param folder absolute; not there, or empty
 * @returns how many files it holds
 * @throws {OperationError} `operation/pack-folder`
 */
export async function writePack(
  folder: string,
  evidence: Evidence,
  complied: Complied,
  { signal }: Pick<Effects, "signal">,
): Promise<number> {
  await requireEmpty(folder);
  const making = join(dirname(folder), `.${basename(folder)}.new-${process.pid}`);
  let count = 0;
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    signal.throwIfAborted();
    await mkdir(join(making, dirname(path)), { recursive: true });
    await writeFile(join(making, path), content);
    count += 1;
  };
  try {
    await writeParts(write, evidence, complied);
    if (await requireEmpty(folder)) await rmdir(folder); // and nothing that came into it meanwhile
    await rename(making, folder);
    return count;
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (isAbort(error, signal) || error instanceof OperationError) throw error;
    throw unwritable(folder, errorMessage(error), error);
  }
}

async function writeParts(
  write: (path: string, content: string | Uint8Array) => Promise<void>,
  { record, trust }: Evidence,
  { report, looked }: Complied,
): Promise<void> {
  const { statements, verdict, heads } = looked;
  const about = (change: Change): readonly RecordedStatement[] =>
    statementsAbout(change, statements, complied(report, change));
  await write("deployments.csv", populationCsv(report.changes));
  await write("compliance.json", `${JSON.stringify(report, null, 2)}\n`);
  await write("index.html", packHtml({ report, record: verdict, signers: signersOf(trust), statements: about }));
  for (const change of report.changes)
    for (const one of about(change)) await writeStatement(write, changeFolder(change), one, record);
  for await (const key of record.store.list(`evidence/${record.service}/`)) {
    const stored = await record.store.read(key);
    if (stored) await write(join("record", key), stored.bytes);
  }
  for (const head of heads)
    await write(
      `anchors/${String(head.index).padStart(8, "0")}-${head.entry.slice(7)}.json`,
      `${JSON.stringify(head)}\n`,
    );
  for (const { id, key, notBefore, notAfter } of trust.keys) {
    const times = [
      ...(notBefore ? [`Not-Before: ${notBefore.toISOString()}\n`] : []),
      ...(notAfter ? [`Not-After: ${notAfter.toISOString()}\n`] : []),
    ];
    await write(`keys/${id.slice(7, 19)}.pub`, `${times.join("")}${key.export({ type: "spki", format: "pem" })}`);
  }
}

async function writeStatement(
  write: (path: string, content: string | Uint8Array) => Promise<void>,
  folder: string,
  { index, predicateType, digest, statement, subjects }: RecordedStatement,
  { service, store }: Evidence["record"],
): Promise<void> {
  const name = `${String(index).padStart(8, "0")}-${predicateName(predicateType) ?? "statement"}`;
  if (!statement) return; // what is not believed lies in the record, as it is
  const entry = { v: 1, service, index, at: "", subjects, predicateType, statement: digest, previous: null } as const;
  await write(join(folder, `${name}.sigstore.json`), encodeSigned(await openRecord(store, service).statementOf(entry)));
  await write(join(folder, `${name}.json`), `${JSON.stringify(statement, null, 2)}\n`);
}

function statementsAbout(
  { digest, commit }: Change,
  statements: readonly RecordedStatement[],
  named: ReadonlySet<string>,
): readonly RecordedStatement[] {
  const keys: readonly SubjectKey[] = [digest, ...(commit === undefined ? [] : [`git:${commit}` as const])];
  return statements.filter((one) => named.has(one.digest) || one.subjects.some((subject) => keys.includes(subject)));
}

/** Digests of the statements that answered a control for a change. */
function complied({ controls }: Complied["report"], { environment, number, digest }: Change): ReadonlySet<string> {
  return new Set(
    controls.flatMap(({ changes }) =>
      changes
        .filter((one) => one.environment === environment && one.number === number && one.digest === digest)
        .flatMap(({ evidence }) => evidence),
    ),
  );
}

function signersOf({ keys, identity }: Trust): readonly string[] {
  return [
    ...keys.map(({ id, name }) => `the key ${id} (${name})`),
    ...(identity ? [`${identity.identity}, as ${identity.issuer} says`] : []),
  ];
}

/** @returns whether it is there */
async function requireEmpty(folder: string): Promise<boolean> {
  let found: readonly string[];
  try {
    found = await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw unwritable(folder, errorMessage(error), error);
  }
  if (found.length > 0) throw unwritable(folder, "something is in it already");
  return true;
}

function unwritable(folder: string, why: string, cause?: unknown): OperationError {
  return new OperationError({
    code: "operation/pack-folder",
    message: `The evidence cannot be packed into ${folder}: ${why}.`,
    hint: "Name a folder that is not there yet, or is empty: --out evidence-2026-11.",
    cause,
  });
}
