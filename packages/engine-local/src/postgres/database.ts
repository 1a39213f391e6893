import { errorMessage, type Secret } from "@towpath/core";
import type { Client } from "pg";
import { LocalEngineError } from "../errors.ts";
import type { Cluster } from "./cluster.ts";
import { collationClause, collationOf, PLAINEST_COLLATION } from "./collation.ts";
import { isLostConnection } from "./lost-connection.ts";
import { OWN_ROLE, type PostgresWant } from "./postgres-want.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** Rights that a role of ours never has. */
const NO_RIGHTS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS";

/** What a database is like, as far as the superuser sees it from outside. Undefined where there is none. */
export async function inspectDatabase(
  client: Client,
  name: string,
  madeFor: string | undefined,
): Promise<(Omit<PostgresWant, "major" | "extensions"> & { readonly isHalfMade: boolean }) | undefined> {
  const found = await client.query<DatabaseRow>(
    `SELECT d.datconnlimit AS "limit", d.datlocprovider AS provider, d.datcollate AS collate,
       coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale') AS locale,
       pg_get_userbyid(d.datdba) AS owner,
       EXISTS (SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
         WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT') AS is_open,
       r.rolname AS role,
       NOT r.rolcanlogin OR r.rolsuper OR r.rolcreatedb OR r.rolcreaterole OR r.rolreplication OR r.rolbypassrls
         OR r.rolpassword IS NULL AS is_other_role,
       NOT d.datallowconn AS is_half_made
     FROM pg_database d LEFT JOIN pg_authid r ON r.rolname = d.datname WHERE d.datname = $1`,
    [name],
  );
  const row = found.rows[0];
  if (!row) return undefined;
  return {
    maxConnections: row.limit,
    collation: collationOf(row.provider === "c" ? row.collate : (row.locale ?? row.collate), madeFor),
    access: accessOf(row, name),
    isHalfMade: row.is_half_made,
  };
}

interface DatabaseRow {
  readonly limit: number;
  readonly provider: string;
  readonly collate: string;
  readonly locale: string | null;
  readonly owner: string;
  readonly is_open: boolean;
  readonly role: string | null;
  readonly is_other_role: boolean | null;
  readonly is_half_made: boolean;
}

function accessOf(row: DatabaseRow, name: string): string {
  if (row.is_half_made) return "nobody: it was not finished";
  if (row.role === null) return "nobody: the role is missing";
  if (row.owner !== name) return `owned by ${row.owner}`;
  if (row.is_open) return "open to every role";
  return row.is_other_role ? "a role with other rights" : OWN_ROLE;
}

/** The extensions of the database that `client` is connected to, without what every database has. */
export async function extensionsOf(client: Client): Promise<readonly string[]> {
  const found = await client.query<{ extname: string }>(
    "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname COLLATE \"C\"",
  );
  return found.rows.map(({ extname }) => extname);
}

/**
 * Waits until nobody else makes or removes this database, and keeps others waiting until `client` ends: the server goes on
 * with what a command asked for that was killed meanwhile.
 */
export async function lockDatabase(client: Client, name: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
}

/**
 * Sees that the server has the extensions, before anything is made.
 *
 * @throws {LocalEngineError} `engine-local/setting-unusable` naming those that it lacks
 */
export async function requireExtensions(client: Client, cluster: Cluster, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const found = await client.query<{ name: string }>("SELECT name FROM pg_available_extensions WHERE name = ANY ($1)", [
    names,
  ]);
  const there = new Set(found.rows.map(({ name }) => name));
  const missing = names.filter((name) => !there.has(name));
  if (missing.length === 0) return;
  throw new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The local PostgreSQL ${cluster.major} comes without the extension ${missing.join(", ")}.`,
    hint: "Leave it out in this environment, or place the database on another engine.",
  });
}

/** Makes a role, or gives the one that is there these rights and this password. */
export async function ensureRole(client: Client, name: string, password: Secret): Promise<void> {
  const found = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
  const verb = found.rowCount === 0 ? "CREATE" : "ALTER";
  const verifier = await scramVerifier(password.reveal());
  await client.query(
    `${verb} ROLE ${client.escapeIdentifier(name)} WITH LOGIN ${NO_RIGHTS} PASSWORD ${client.escapeLiteral(verifier)}`,
  );
}

/** Makes a database that belongs to the role of its own name, closed to all others, unless it is there. */
export async function ensureDatabase(
  client: Client,
  name: string,
  want: PostgresWant,
  notice: (message: string) => void,
): Promise<void> {
  const quoted = client.escapeIdentifier(name);
  const found = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
  if (found.rowCount === 0) {
    const create = `CREATE DATABASE ${quoted} OWNER ${quoted} TEMPLATE template0 ENCODING 'UTF8'`;
    // Closed from its first moment: nobody connects before CONNECT is taken from PUBLIC.
    const closed = "ALLOW_CONNECTIONS false";
    try {
      await client.query(`${create} ${collationClause(want.collation, want.major)} ${closed}`);
    } catch (error) {
      const refused = collationRefused(want, error);
      if (refused === error || want.collation !== "C.UTF-8") throw refused;
      await client.query(`${create} ${PLAINEST_COLLATION} ${closed}`);
      notice(`This machine has no locale C.UTF-8: ${name} orders as it does, but knows no case beyond ASCII.`);
    }
  }
  await client.query(`REVOKE ALL ON DATABASE ${quoted} FROM PUBLIC`);
  await client.query(`ALTER DATABASE ${quoted} OWNER TO ${quoted}`);
  await client.query(`ALTER DATABASE ${quoted} CONNECTION LIMIT ${want.maxConnections} ALLOW_CONNECTIONS true`);
}

/**
 * Gives the database that `client` is connected to these extensions and no others. What an extension needs has to be asked
 * for too: an extension that nobody asked for would be drift.
 *
 * @throws {LocalEngineError} `engine-local/setting-unusable` for one that cannot be added, or is in use and cannot go
 */
export async function ensureExtensions(client: Client, names: readonly string[]): Promise<void> {
  const present = await extensionsOf(client);
  const added = names.filter((name) => !present.includes(name));
  await eachInAnyOrder(added, "added to", (name) => `CREATE EXTENSION IF NOT EXISTS ${name}`, client);
  const removed = present.filter((name) => !names.includes(name));
  await eachInAnyOrder(removed, "taken out of", (name) => `DROP EXTENSION IF EXISTS ${name}`, client);
}

/** Extensions need each other: goes round until all are done, or none of those that are left can be. */
async function eachInAnyOrder(
  names: readonly string[],
  what: string,
  statement: (quoted: string) => string,
  client: Client,
): Promise<void> {
  const failed: { readonly name: string; readonly cause: unknown }[] = [];
  for (const name of names) {
    try {
      await client.query(statement(client.escapeIdentifier(name)));
    } catch (cause) {
      if (isLostConnection(cause)) throw cause;
      failed.push({ name, cause });
    }
  }
  const [first] = failed;
  if (!first) return;
  if (failed.length < names.length)
    return eachInAnyOrder(
      failed.map(({ name }) => name),
      what,
      statement,
      client,
    );
  throw new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The extension ${first.name} cannot be ${what} the database: ${errorMessage(first.cause)}.`,
    hint: "Name what it needs in the setting extensions too; what uses one has to go, by a migration, before it can.",
    cause: first.cause,
  });
}

/** Ends all connections and removes a database with its role. */
export async function dropDatabase(client: Client, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  await client.query(`DROP ROLE IF EXISTS ${client.escapeIdentifier(name)}`);
}

function collationRefused(want: PostgresWant, cause: unknown): unknown {
  const message = errorMessage(cause);
  if (!/locale|collation|\bICU\b|LC_/i.test(message)) return cause;
  return new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `PostgreSQL ${want.major} knows no collation ${want.collation}: ${message}.`,
    hint: "Use C, C.UTF-8, or a language such as en-US.",
    cause,
  });
}
