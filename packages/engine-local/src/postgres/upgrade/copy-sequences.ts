import type { Client } from "pg";

/** Where a sequence stands. */
export interface SequenceValue {
  /** With its schema, quoted. */
  readonly name: string;
  readonly last: string;
  readonly isCalled: boolean;
}

/** Where every sequence of the database stands. Sorted by name. */
export async function sequencesOf(client: Client): Promise<readonly SequenceValue[]> {
  const names = await client.query<{ name: string }>(
    `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND c.oid >= 16384 AND n.nspname !~ '^pg_' ORDER BY 1`,
  );
  const values: SequenceValue[] = [];
  for (const { name } of names.rows) {
    const found = await client.query<Omit<SequenceValue, "name">>(
      `SELECT last_value::text AS last, is_called AS "isCalled" FROM ${name}`,
    );
    values.push(...found.rows.map((value) => ({ name, ...value })));
  }
  return values;
}

export async function setSequence({ name, last, isCalled }: SequenceValue, client: Client): Promise<void> {
  await client.query("SELECT pg_catalog.setval($1::regclass, $2::bigint, $3)", [name, last, isCalled]);
}
