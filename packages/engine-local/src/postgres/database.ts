import { errorMessage, type Secret } from "@towpath/core";
import type { Client } from "pg";
import { LocalEngineError } from "../errors.ts";
import type { Cluster } from "./cluster.ts";
import { collationClause, PLAINEST_COLLATION } from "./collation.ts";
import { isLostConnection } from "./lost-connection.ts";
import type { PostgresWant } from "./postgres-want.ts";
import { scramVerifier } from "./scram-verifier.ts";
import { superuserSettings } from "./superuser-settings.ts";

/** Rights that a role of ours never has. */
const NO_RIGHTS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT";
const NO_BOUNDS = "CONNECTION LIMIT -1 VALID UNTIL 'infinity'";

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
  const quoted = client.escapeIdentifier(name);
  await client.query(
    `${verb} ROLE ${quoted} WITH LOGIN ${NO_RIGHTS} ${NO_BOUNDS} PASSWORD ${client.escapeLiteral(verifier)}`,
  );
  const memberships = await client.query<{ group: string; member: string }>(
    `SELECT g.rolname AS "group", r.rolname AS member
     FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
     WHERE r.rolname = $1 OR g.rolname = $1`,
    [name],
  );
  for (const { group, member } of memberships.rows)
    await client.query(`REVOKE ${client.escapeIdentifier(group)} FROM ${client.escapeIdentifier(member)} CASCADE`);
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
  await client.query(`ALTER DATABASE ${quoted} OWNER TO ${quoted}`);
  await client.query(`REVOKE ALL ON DATABASE ${quoted} FROM PUBLIC CASCADE`);
  for (const role of await othersWithGrants(client, name))
    await client.query(`REVOKE ALL ON DATABASE ${quoted} FROM ${client.escapeIdentifier(role)} CASCADE`);
  await client.query(`GRANT ALL ON DATABASE ${quoted} TO ${quoted}`);
  await resetSettings(client, name);
  await client.query(`ALTER DATABASE ${quoted} CONNECTION LIMIT ${want.maxConnections} ALLOW_CONNECTIONS true`);
}

async function othersWithGrants(client: Client, name: string): Promise<readonly string[]> {
  const found = await client.query<{ role: string }>(
    `SELECT DISTINCT r.rolname AS role FROM pg_database d, aclexplode(d.datacl) a JOIN pg_roles r ON r.oid = a.grantee
     WHERE d.datname = $1 AND a.grantee <> d.datdba`,
    [name],
  );
  return found.rows.map(({ role }) => role);
}

/** Takes back what only a superuser can have set for the database or its role. */
async function resetSettings(client: Client, name: string): Promise<void> {
  const quoted = client.escapeIdentifier(name);
  for (const { setting, isOfRole, isHere } of await superuserSettings(client, name)) {
    const of = isOfRole ? `ROLE ${quoted}${isHere ? ` IN DATABASE ${quoted}` : ""}` : `DATABASE ${quoted}`;
    await client.query(`ALTER ${of} RESET ${setting.split(".").map(client.escapeIdentifier).join(".")}`);
  }
}

/**
 * Gives the database that `client` is connected to these extensions and no others. What an extension needs has to be asked
 * for too: an extension that nobody asked for would be drift.
 *
 * @throws {LocalEngineError} `engine-local/setting-unusable` for one that cannot be added, or is in use and cannot go
 */
export async function ensureExtensions(client: Client, names: readonly string[]): Promise<void> {
  const present = await extensionsOf(client);
  await client.query("SET search_path TO public"); // where they are put, unless one has a place of its own
  const added = names.filter((name) => !present.includes(name));
  await eachInAnyOrder(added, "added to", (name) => `CREATE EXTENSION IF NOT EXISTS ${name}`, client);
  const removed = present.filter((name) => !names.includes(name));
  await eachInAnyOrder(removed, "taken out of", (name) => `DROP EXTENSION IF EXISTS ${name}`, client);
  await client.query("SET search_path TO pg_catalog");
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
