import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

/** `LOBLKSIZE`: how many bytes of a large object a row of `pg_largeobject` holds. */
const PAGE = 2_048;
const HERE = "pg_temp.towpath_pages";

interface LargeObject {
  readonly oid: string;
  readonly owner: string;
  readonly comment: string | null;
  readonly grants: readonly { readonly to: string; readonly privilege: string; readonly again: boolean }[];
}

/** Copies large objects with owner, grants and comment. They keep their numbers, by which tables name them. */
export async function copyLargeObjects(old: Client, fresh: Client, signal: AbortSignal): Promise<void> {
  const objects = await largeObjectsOf(old);
  if (objects.length === 0) return;
  await fresh.query("BEGIN");
  for (const object of objects) await createOne(object, fresh);
  await fresh.query(
    `CREATE TEMPORARY TABLE ${HERE} (loid oid, pageno integer, data bytea STORAGE EXTERNAL) ON COMMIT DROP`,
  );
  const reading = old.query(copyTo("COPY pg_catalog.pg_largeobject (loid, pageno, data) TO STDOUT"));
  await pipeline(reading, fresh.query(copyFrom(`COPY ${HERE} FROM STDIN`)), { signal });
  await fresh.query(
    `SELECT pg_catalog.lo_put(loid, pageno::bigint * ${PAGE}, data) FROM ${HERE} ORDER BY loid, pageno`,
  );
  await fresh.query("COMMIT");
}

async function createOne({ oid, owner, comment, grants }: LargeObject, fresh: Client): Promise<void> {
  const name = `LARGE OBJECT ${oid}`;
  await fresh.query("SELECT pg_catalog.lo_create($1::oid)", [oid]);
  await fresh.query(`ALTER ${name} OWNER TO ${owner}`);
  for (const { to, privilege, again } of grants)
    await fresh.query(`GRANT ${privilege} ON ${name} TO ${to}${again ? " WITH GRANT OPTION" : ""}`);
  if (comment !== null) await fresh.query(`COMMENT ON ${name} IS ${fresh.escapeLiteral(comment)}`);
}

async function largeObjectsOf(client: Client): Promise<readonly LargeObject[]> {
  const found = await client.query<LargeObject>(
    `SELECT m.oid::text AS oid, m.lomowner::regrole::text AS owner,
       pg_catalog.obj_description(m.oid, 'pg_largeobject') AS comment,
       (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
          'to', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
          'privilege', a.privilege_type, 'again', a.is_grantable) ORDER BY a.grantee, a.privilege_type), '[]')
        FROM pg_catalog.aclexplode(m.lomacl) a WHERE a.grantee <> m.lomowner) AS grants
     FROM pg_catalog.pg_largeobject_metadata m ORDER BY m.oid`,
  );
  return found.rows;
}

/** What the large objects hold and whose they are, in one line. */
export async function digestLargeObjects(client: Client): Promise<string> {
  const objects = await largeObjectsOf(client);
  const hash = (seed: number) =>
    `coalesce(pg_catalog.sum(pg_catalog.hashtextextended(loid || ' ' || pageno || ' ' || pg_catalog.encode(data, 'hex'), ${seed})), 0)`;
  const found = await client.query<{ digest: string }>(
    `SELECT pg_catalog.count(*) || ' pages, digest ' || ${hash(0)} || ' ' || ${hash(1)} AS digest FROM pg_catalog.pg_largeobject`,
  );
  return JSON.stringify({ objects, digest: found.rows[0]?.digest });
}
