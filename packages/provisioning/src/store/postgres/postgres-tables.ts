/** The largest schema name that PostgreSQL takes, in a form that needs no thought about quoting. */
export const SCHEMA_PATTERN = /^[a-z_][a-z0-9_]{0,62}$/;

const KEPT_GENERATIONS = 32;

/** The statements of the store; each is one round trip and takes effect whole or not at all. */
export function statements(schema: string) {
  const [present, history] = [`"${schema}".state`, `"${schema}".state_history`];
  const afterwards = `kept AS (
      INSERT INTO ${history} (key, number, id, value, written_at)
      SELECT key, number, id, value, written_at FROM written WHERE $4::boolean
    ), pruned AS (
      DELETE FROM ${history} old USING written
      WHERE old.key = written.key AND old.number <= written.number - ${KEPT_GENERATIONS}
    )
    SELECT number, id FROM written`;
  return {
    read: `SELECT number, id, value FROM ${present} WHERE key = $1 AND value IS NOT NULL`,
    /** $1 key, $2 id, $3 value, $4 whether it is kept as history */
    create: `WITH written AS (
      INSERT INTO ${present} AS present (key, number, id, value) VALUES ($1, 1, $2, $3)
      ON CONFLICT (key) DO UPDATE SET number = present.number + 1, id = excluded.id, value = excluded.value,
        written_at = excluded.written_at
      WHERE present.value IS NULL
      RETURNING key, number, id, value, written_at
    ), ${afterwards}`,
    /** $1 key, $2 id, $3 value or NULL, $4 whether it is kept as history, $5 the id that has to be there */
    replace: `WITH written AS (
      UPDATE ${present} SET number = number + 1, id = $2, value = $3, written_at = now()
      WHERE key = $1 AND id::text = $5 AND value IS NOT NULL
      RETURNING key, number, id, value, written_at
    ), ${afterwards}`,
    find: `SELECT number, id FROM ${present} WHERE key = $1 AND id = $2
      UNION SELECT number, id FROM ${history} WHERE key = $1 AND id = $2`,
    keys: `SELECT key FROM ${present} WHERE value IS NOT NULL AND starts_with(key, $1) ORDER BY key`,
    generations: `SELECT number, id, written_at FROM ${history} WHERE key = $1 ORDER BY number DESC`,
    generation: `SELECT value FROM ${history} WHERE key = $1 AND number = $2 AND id = $3`,
    hasSchema: "SELECT to_regnamespace($1) IS NOT NULL AS found",
    /** One transaction, as all that is sent at once. Two that begin together wait for each other: IF NOT EXISTS alone fails for one. */
    setUp: (isSchemaThere: boolean) => `SELECT pg_advisory_xact_lock(hashtextextended('towpath state ${schema}', 0));
      ${isSchemaThere ? "" : `CREATE SCHEMA IF NOT EXISTS "${schema}";`}
      CREATE TABLE IF NOT EXISTS ${present} (
        key text COLLATE "C" PRIMARY KEY, number bigint NOT NULL, id uuid NOT NULL, value bytea,
        written_at timestamptz NOT NULL DEFAULT now());
      CREATE TABLE IF NOT EXISTS ${history} (
        key text COLLATE "C" NOT NULL, number bigint NOT NULL, id uuid NOT NULL, value bytea,
        written_at timestamptz NOT NULL, PRIMARY KEY (key, number))`,
  };
}
