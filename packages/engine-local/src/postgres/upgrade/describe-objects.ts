import type { Client } from "pg";

/** Objects that everyone has, or that an extension brings with it, are not the service's own. */
const notOfExtension = (classOf: string, oid: string) =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${classOf}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

/**
 * Who may do what, in one form: what is granted by default is the same whether or not it is written down, owners have what their
 * version gives them, MAINTAIN came with 17.
 *
 * @param kind as `acldefault` has it
 */
const grants = (acl: string, owner: string, kind: "c" | "f" | "n" | "r" | "T") =>
  `coalesce((SELECT ' ' || string_agg(format('%s:%s%s', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
     a.privilege_type, CASE WHEN a.is_grantable THEN '*' ELSE '' END), ',' ORDER BY a.grantee::regrole::text, a.privilege_type)
   FROM aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) a WHERE a.privilege_type <> 'MAINTAIN' AND a.grantee <> ${owner}), '')`;

const NOT_SYSTEM = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/** Catalogs whose objects are told by what `pg_identify_object` says of them. */
const BY_IDENTITY = [
  "pg_cast",
  "pg_collation",
  "pg_conversion",
  "pg_event_trigger",
  "pg_extension",
  "pg_foreign_data_wrapper",
  "pg_foreign_server",
  "pg_language",
  "pg_opclass",
  "pg_operator",
  "pg_opfamily",
  "pg_policy",
  "pg_publication",
  "pg_publication_namespace",
  "pg_publication_rel",
  "pg_rewrite",
  "pg_statistic_ext",
  "pg_transform",
  "pg_trigger",
  "pg_ts_config",
  "pg_ts_dict",
  "pg_ts_parser",
  "pg_ts_template",
] as const;

/** Made by PostgreSQL itself beside an object: their names may differ. */
const INTERNAL: Partial<Record<(typeof BY_IDENTITY)[number], string>> = {
  pg_trigger: "NOT o.tgisinternal",
  pg_rewrite: "o.rulename <> '_RETURN'",
};

const QUERIES: readonly string[] = [
  ...BY_IDENTITY.map(
    (catalog) => `SELECT i.type || ' ' || i.identity FROM ${catalog} o,
       pg_identify_object('${catalog}'::regclass, o.oid, 0) i
     WHERE o.oid >= 16384 AND ${INTERNAL[catalog] ?? "true"} AND ${notOfExtension(catalog, "o.oid")}`,
  ),
  `SELECT format('schema %I of %s', n.nspname, n.nspowner::regrole) || ${grants("n.nspacl", "n.nspowner", "n")}
   FROM pg_namespace n WHERE ${NOT_SYSTEM} AND ${notOfExtension("pg_namespace", "n.oid")}`,
  `SELECT format('%s %I.%I of %s, persistence %s, filled %s, row security %s %s, options %s', c.relkind, n.nspname, c.relname,
     c.relowner::regrole, c.relpersistence, c.relispopulated, c.relrowsecurity, c.relforcerowsecurity, c.reloptions)
     || ${grants("c.relacl", "c.relowner", "r")}
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.oid >= 16384 AND ${NOT_SYSTEM} AND ${notOfExtension("pg_class", "c.oid")}`,
  `SELECT format('column %I.%I.%I %s%s, identity %s, generated %s, default %s', n.nspname, c.relname, a.attname,
     format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, a.attidentity, a.attgenerated,
     a.atthasdef) || ${grants("a.attacl", "c.relowner", "c")}
   FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped AND ${NOT_SYSTEM}
     AND ${notOfExtension("pg_class", "c.oid")}`,
  `SELECT format('%s of %s, kind %s, body %s', p.oid::regprocedure, p.proowner::regrole, p.prokind, md5(p.prosrc))
     || ${grants("p.proacl", "p.proowner", "f")}
   FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE p.oid >= 16384 AND ${NOT_SYSTEM} AND ${notOfExtension("pg_proc", "p.oid")}
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`,
  `SELECT format('type %s of %s, kind %s, labels %s', t.oid::regtype, t.typowner::regrole, t.typtype,
     (SELECT string_agg(quote_literal(l.enumlabel), ',' ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid))
     || ${grants("t.typacl", "t.typowner", "T")}
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
   WHERE t.oid >= 16384 AND ${NOT_SYSTEM} AND t.typtype IN ('d', 'e', 'r', 'c', 'b') AND t.typelem = 0
     AND (c.oid IS NULL OR c.relkind = 'c') AND ${notOfExtension("pg_type", "t.oid")}`,
  `SELECT format('constraint %I on %s, kind %s, valid %s', o.conname,
     CASE WHEN o.conrelid <> 0 THEN o.conrelid::regclass::text ELSE o.contypid::regtype::text END, o.contype, o.convalidated)
   FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace
   WHERE o.oid >= 16384 AND ${NOT_SYSTEM} AND o.contype <> 'n' AND o.conparentid = 0`,
  `SELECT format('%s inherits %s', i.inhrelid::regclass, i.inhparent::regclass) FROM pg_inherits i`,
  `SELECT format('default privileges of %s in %s for %s', d.defaclrole::regrole,
     CASE d.defaclnamespace WHEN 0 THEN 'every schema' ELSE d.defaclnamespace::regnamespace::text END, d.defaclobjtype)
     || ${grants("d.defaclacl", "d.defaclrole", "c")}
   FROM pg_default_acl d`,
  `SELECT format('comment %s', d.description) || format(' on %s %s', i.type, i.identity)
   FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
   WHERE d.objoid >= 16384 AND d.classoid <> 'pg_largeobject'::regclass
     AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
     AND d.classoid <> 'pg_extension'::regclass`,
  `SELECT format('user mapping for %s on %I', m.usename, m.srvname) FROM pg_user_mappings m`,
];

/** Every object of the database's own, a line each, in words that are the same on every version. Sorted. */
export async function describeObjects(client: Client): Promise<readonly string[]> {
  const lines: string[] = [];
  await client.query("SET LOCAL search_path TO pg_catalog");
  for (const text of QUERIES) {
    const found = await client.query<[string]>({ text, rowMode: "array" });
    lines.push(...found.rows.map(([line]) => line));
  }
  return lines.sort();
}
