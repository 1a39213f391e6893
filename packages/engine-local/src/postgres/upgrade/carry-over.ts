import { errorMessage, type Secret } from "@towpath/core";
import { type Client, DatabaseError } from "pg";
import type { Cluster } from "../cluster.ts";
import { asOwner, asSuperuser } from "../superuser.ts";
import { copyLargeObjects, digestLargeObjects } from "./copy-large-objects.ts";
import { sequencesOf, setSequence } from "./copy-sequences.ts";
import { type CopiedTable, copyTable, digestTable, isTableOf, tablesOf } from "./copy-tables.ts";
import { setSettings, settingsOf } from "./database-settings.ts";
import { describeObjects } from "./describe-objects.ts";
import { dumpSchema } from "./dump-schema.ts";
import { runScript, StatementRefused } from "./run-script.ts";
import { prepareSession } from "./session.ts";
import { upgradeFailed, upgradeRefused } from "./upgrade-errors.ts";

/** A server that runs. */
export interface Side {
  readonly cluster: Cluster;
  readonly port: number;
}

export interface CarryOverRequest {
  readonly from: Side;
  readonly to: Side;
  /** The same on both. In the new place it is there, empty, with its role. */
  readonly database: string;
  /** Of its role in the new place, for now. */
  readonly password: Secret;
  /** From `ensurePgDump`. */
  readonly pgDump: string;
  readonly signal: AbortSignal;
  readonly progress: (message: string) => void;
}

/** How many differences a message names. */
const NAMED = 5;

/**
 * Carries all of a database over to a server of a later version, and sees that all of it has arrived: every object by what it is,
 * whose it is and who may use it; every table by its number of rows and a digest of them; sequences, large objects, settings.
 * The schema is what pg_dump says; rows are streamed. All is read in one snapshot.
 *
 * @throws {LocalEngineError} `engine-local/postgres-upgrade-refused` for what cannot be there in the other version,
 *   `engine-local/postgres-upgrade-failed` where what arrived is not what was sent
 */
export async function carryOver(request: CarryOverRequest): Promise<void> {
  const { from, to, database, signal } = request;
  const unlimited = { statementMs: 0 };
  await asSuperuser(
    from.cluster,
    from.port,
    database,
    signal,
    (old) => asSuperuser(to.cluster, to.port, database, signal, (fresh) => carryAll(request, old, fresh), unlimited),
    unlimited,
  );
}

async function carryAll(request: CarryOverRequest, old: Client, fresh: Client): Promise<void> {
  const { from, to, database, password, pgDump, signal, progress } = request;
  for (const client of [old, fresh]) await prepareSession(client);
  await old.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const exported = await old.query<{ snapshot: string }>("SELECT pg_catalog.pg_export_snapshot() AS snapshot");
  const snapshot = exported.rows[0]?.snapshot ?? "";

  const dump = { module: pgDump, cluster: from.cluster, port: from.port, database, snapshot };
  progress(`Reading its schema from PostgreSQL ${from.cluster.major}.`);
  const before = await dumpSchema({ ...dump, section: "pre-data" }, signal);
  const after = await dumpSchema({ ...dump, section: "post-data" }, signal);
  const tables = await tablesOf(old);
  const making = (owner: Client) => makeAll(request, { before, after, tables }, { old, superuser: fresh, owner });
  await asOwner(to.port, database, password, signal, making, { statementMs: 0 });
  await accepted(request, async () => setSettings(await settingsOf(old, database), fresh, database), "Its settings");
  await fresh.query("ANALYZE");
  progress(`Comparing it with what is on PostgreSQL ${from.cluster.major}.`);
  await compare(request, tables, old, fresh);
  progress(`All of it is on PostgreSQL ${to.cluster.major}.`);
}

interface Content {
  readonly before: string;
  readonly after: string;
  readonly tables: readonly CopiedTable[];
}

/** Makes everything that is in it. */
async function makeAll(
  request: CarryOverRequest,
  { before, after, tables }: Content,
  { old, superuser, owner }: { readonly old: Client; readonly superuser: Client; readonly owner: Client },
): Promise<void> {
  const { signal, progress } = request;
  const superusers = await superusersOf(old);
  const runners = { superuser, superusers, owner };
  await prepareSession(owner);
  await accepted(request, async () => {
    if (!(await hasPublicSchema(old))) await superuser.query("DROP SCHEMA IF EXISTS public");
    await runScript(before, runners);
  });
  for (const [index, table] of tables.entries()) {
    signal.throwIfAborted();
    progress(`Copying table ${index + 1} of ${tables.length}: ${table.name}.`);
    const isOfSuperuser = superusers.has(table.owner);
    if (isOfSuperuser && !(await isTableOf(table.owner, table.name, superuser)))
      throw refused(request, [`${table.name} is not the table of ${table.owner} that it was.`]);
    const writer = isOfSuperuser ? superuser : owner;
    await accepted(request, () => copyTable(table, old, writer, signal), `The rows of ${table.name}`);
  }
  for (const sequence of await sequencesOf(old)) await setSequence(sequence, superuser);
  await accepted(request, () => copyLargeObjects(old, superuser, signal), "Large objects");
  progress("Making indexes, constraints and triggers.");
  await accepted(request, () => runScript(after, runners));
}

/** What the new server says no to would be there to say no to next time as well. */
async function accepted(request: CarryOverRequest, work: () => Promise<void>, what?: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isRefusal = error instanceof StatementRefused || (error instanceof DatabaseError && isOfContent(error));
    if (!isRefusal) throw error;
    throw refused(request, [`${what === undefined ? "" : `${what}: `}${errorMessage(error)}`], error);
  }
}

/** Not what a server says that has no room, ends, or is told to stop: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function isOfContent({ code = "" }: DatabaseError): boolean {
  return !/^(08|53|57|58|XX)/.test(code);
}

function refused({ database, from, to }: CarryOverRequest, reasons: readonly string[], cause?: unknown): Error {
  return upgradeRefused(database, { from: from.cluster.major, to: to.cluster.major }, reasons, cause);
}

async function compare(
  request: CarryOverRequest,
  tables: readonly CopiedTable[],
  old: Client,
  fresh: Client,
): Promise<void> {
  await fresh.query("BEGIN");
  // First of all: what is read of below is a table there as it is here, and nothing else of that name.
  requireNone(request, await differing(old, fresh, describeObjects));
  const differences: string[] = [];
  for (const table of tables) {
    request.signal.throwIfAborted();
    const [was, is] = await Promise.all([digestTable(table, old), digestTable(table, fresh)]);
    if (was !== is) differences.push(`${table.name} has ${is} in place of ${was}`);
  }
  differences.push(
    ...(await differing(old, fresh, async (client) =>
      (await sequencesOf(client)).map((sequence) => `sequence ${JSON.stringify(sequence)}`),
    )),
    ...(await differing(old, fresh, async (client) => [`large objects ${await digestLargeObjects(client)}`])),
    ...(await differing(old, fresh, async (client) => [
      `settings ${JSON.stringify(await settingsOf(client, request.database))}`,
    ])),
  );
  await fresh.query("COMMIT");
  requireNone(request, differences);
}

function requireNone({ database, to }: CarryOverRequest, differences: readonly string[]): void {
  if (differences.length === 0) return;
  const more = differences.length > NAMED ? [`and ${differences.length - NAMED} more`] : [];
  const list = [...differences.slice(0, NAMED), ...more].join("\n  ");
  throw upgradeFailed(`What arrived of ${database} on PostgreSQL ${to.cluster.major} is not what was sent:\n  ${list}`);
}

/** What one has and the other has not, said of both. */
async function differing(
  old: Client,
  fresh: Client,
  describe: (client: Client) => Promise<readonly string[]>,
): Promise<string[]> {
  const [was, is] = await Promise.all([describe(old), describe(fresh)]);
  const [then, now] = [new Set(was), new Set(is)];
  return [
    ...was.filter((line) => !now.has(line)).map((line) => `missing: ${cut(line)}`),
    ...is.filter((line) => !then.has(line)).map((line) => `new: ${cut(line)}`),
  ];
}

function cut(line: string): string {
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

async function hasPublicSchema(client: Client): Promise<boolean> {
  return ((await client.query("SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'public'")).rowCount ?? 0) > 0;
}

async function superusersOf(client: Client): Promise<ReadonlySet<string>> {
  const found = await client.query<{ name: string }>("SELECT rolname AS name FROM pg_catalog.pg_roles WHERE rolsuper");
  return new Set(found.rows.map(({ name }) => name));
}
