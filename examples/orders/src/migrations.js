import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** Any number that nothing else locks in this database. */
const LOCK = 7_290_114;

/**
 * @typedef {object} Migration
 * @property {number} version
 * @property {string} name
 * @property {string} sql
 * @property {string} digest
 */

/**
 * Reads `NNNN_name.sql` files, lowest version first.
 *
 * @param {URL} folder
 * @returns {Migration[]}
 */
export function readMigrations(folder) {
  const migrations = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .map((file) => {
      const match = /^(\d{4})_(\w+)\.sql$/.exec(file);
      if (!match) throw new Error(`${file} is not named like 0001_orders.sql.`);
      const sql = readFileSync(new URL(file, folder), "utf8");
      return { version: Number(match[1]), name: match[2], sql, digest: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((a, b) => a.version - b.version);
  const twice = migrations.find(({ version }, index) => migrations[index + 1]?.version === version);
  if (twice) throw new Error(`Two migrations have the version ${twice.version}.`);
  return migrations;
}

/**
 * Brings a database to the newest version, each step in a transaction of its own. May be run at any time, also twice
 * at once: the second one waits. Versions that a newer release has brought stay as they are, so that going back works.
 *
 * @param {import("pg").ClientBase} client connected
 * @param {Migration[]} migrations
 * @param {import("./log.js").Log} log
 * @returns {Promise<number>} how many steps were taken
 * @throws {Error} when a migration that was applied has been edited since
 */
export async function migrate(client, migrations, log) {
  await client.query("select pg_advisory_lock($1)", [LOCK]);
  try {
    await client.query(
      `create table if not exists schema_migrations
         (version integer primary key, name text not null, digest text not null, applied_at timestamptz not null default now())`,
    );
    const { rows } = await client.query("select version, digest from schema_migrations");
    const applied = new Map(rows.map(({ version, digest }) => [version, digest]));
    const edited = migrations.find(({ version, digest }) => applied.has(version) && applied.get(version) !== digest);
    if (edited)
      throw new Error(
        `Migration ${edited.version} (${edited.name}) was applied and edited since. Add a new one instead.`,
      );

    const missing = migrations.filter(({ version }) => !applied.has(version));
    for (const step of missing) await apply(client, step, log);
    return missing.length;
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]);
  }
}

async function apply(client, { version, name, sql, digest }, log) {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query("insert into schema_migrations (version, name, digest) values ($1, $2, $3)", [
      version,
      name,
      digest,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`Migration ${version} (${name}) failed: ${error.message}`, { cause: error });
  }
  log("info", "migrated", { version, name });
}
