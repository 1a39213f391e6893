import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

/** A table that holds rows of its own: also a partition, a child, an unlogged one. */
export interface CopiedTable {
  /** With its schema, quoted. */
  readonly name: string;
  /** The role's name, as it is. */
  readonly owner: string;
  /** What has to be copied, each quoted. */
  readonly columns: readonly string[];
  /** What PostgreSQL computes of the others. */
  readonly generated: readonly string[];
}

/** The tables of the database that `client` is connected to, without those that an extension brings. Sorted by name. */
export async function tablesOf(client: Client): Promise<readonly CopiedTable[]> {
  const columns = (isGenerated: boolean) => `ARRAY(
    SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated ${isGenerated ? "<>" : "="} ''
    ORDER BY a.attname COLLATE "C")`;
  const found = await client.query<CopiedTable>(
    `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       ${columns(false)} AS columns, ${columns(true)} AS generated
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND c.oid >= 16384 AND n.nspname !~ '^pg_'
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
         WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1`,
  );
  return found.rows;
}

/**
 * Streams the rows of one table from one server to another. The text form means the same to every version; at no time more than
 * a few buffers of it are in memory.
 */
export async function copyTable(table: CopiedTable, old: Client, fresh: Client, signal: AbortSignal): Promise<void> {
  const what = table.columns.length === 0 ? table.name : `${table.name} (${table.columns.join(", ")})`;
  const reading = old.query(copyTo(`COPY ${what} TO STDOUT`));
  const writing = fresh.query(copyFrom(`COPY ${what} FROM STDIN`));
  await pipeline(reading, writing, { signal });
}

/**
 * Whether a name is that of a table, and of which role, at this moment: in place of one that was renamed there could be a view, into
 * which writing runs what its owner says.
 */
export async function isTableOf(owner: string, name: string, client: Client): Promise<boolean> {
  const found = await client.query(
    `SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1) AND relkind = 'r'
       AND pg_catalog.pg_get_userbyid(relowner) = $2`,
    [name, owner],
  );
  return found.rowCount === 1;
}

/** How many rows a table has, and a number that any change of any of them changes. Their order does not count. */
export async function digestTable({ name, columns, generated }: CopiedTable, client: Client): Promise<string> {
  const row = [...columns, ...generated].map((column) => `r.${column}`).join(", ");
  const hash = (seed: number) =>
    `coalesce(pg_catalog.sum(pg_catalog.hashtextextended(ROW(${row})::text COLLATE "C", ${seed})), 0)`;
  const found = await client.query<{ rows: string; digest: string }>(
    `SELECT pg_catalog.count(*)::text AS rows, ${hash(0)} || ' ' || ${hash(1)} AS digest FROM ONLY ${name} r`,
  );
  const [only] = found.rows;
  return `${only?.rows ?? 0} rows, digest ${only?.digest ?? ""}`;
}
