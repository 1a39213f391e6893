import type { Client } from "pg";

/** What is said of a database from outside: `ALTER DATABASE … SET`, `ALTER ROLE … SET`, its comment. */
export interface DatabaseSettings {
  readonly comment: string | null;
  readonly settings: readonly { readonly role: string | null; readonly isHere: boolean; readonly entry: string }[];
}

/** Sorted. A setting is of the database, of its role, or of its role in the database. */
export async function settingsOf(client: Client, name: string): Promise<DatabaseSettings> {
  const found = await client.query<DatabaseSettings>(
    `SELECT pg_catalog.shobj_description(d.oid, 'pg_database') AS comment,
       (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('role', r.rolname, 'isHere', s.setdatabase <> 0, 'entry', e)
           ORDER BY r.rolname, s.setdatabase <> 0, e), '[]')
        FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) e
        WHERE s.setdatabase = d.oid OR (s.setdatabase = 0 AND r.rolname = d.datname)) AS settings
     FROM pg_catalog.pg_database d WHERE d.datname = $1`,
    [name],
  );
  return found.rows[0] ?? { comment: null, settings: [] };
}

/** Gives a database what {@link settingsOf} says of another one, also where that is nothing. */
export async function setSettings(
  { comment, settings }: DatabaseSettings,
  client: Client,
  name: string,
): Promise<void> {
  const database = client.escapeIdentifier(name);
  await client.query(`COMMENT ON DATABASE ${database} IS ${comment === null ? "NULL" : client.escapeLiteral(comment)}`);
  for (const { role, isHere, entry } of settings) {
    const equals = entry.indexOf("=");
    const setting = entry
      .slice(0, equals)
      .split(".")
      .map((part) => client.escapeIdentifier(part))
      .join(".");
    const subject =
      role === null
        ? `DATABASE ${database}`
        : `ROLE ${client.escapeIdentifier(role)}${isHere ? ` IN DATABASE ${database}` : ""}`;
    const value = await literal(client, entry.slice(0, equals), entry.slice(equals + 1));
    await client.query(`ALTER ${subject} SET ${setting} TO ${value}`);
  }
}

/** A setting that is a list stands in the catalog as one text, each of its parts quoted where it has to be. */
async function literal(client: Client, setting: string, value: string): Promise<string> {
  return LISTS.has(setting.toLowerCase()) && value !== ""
    ? splitList(value)
        .map((part) => client.escapeLiteral(part))
        .join(", ")
    : client.escapeLiteral(value);
}

/** `GUC_LIST_QUOTE` of PostgreSQL's `variable_is_guc_list_quote`. */
const LISTS = new Set([
  "local_preload_libraries",
  "search_path",
  "session_preload_libraries",
  "shared_preload_libraries",
  "temp_tablespaces",
  "unix_socket_directories",
]);

/** `"a b", public` as its parts. */
function splitList(value: string): readonly string[] {
  return [...value.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^",]+?))\s*(?:,|$)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
