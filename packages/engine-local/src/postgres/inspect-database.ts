import type { Secret } from "@towpath/core";
import type { Client } from "pg";
import { collationOf } from "./collation.ts";
import { AS_MADE, OWN_ROLE, type PostgresWant } from "./postgres-want.ts";
import { isVerifierOf } from "./scram-verifier.ts";
import { superuserSettings } from "./superuser-settings.ts";

/** A database as the superuser sees it from outside. */
export type SeenDatabase = Omit<PostgresWant, "major" | "extensions"> & {
  /** Its making was cut off: nobody can connect. */
  readonly isHalfMade: boolean;
};

/**
 * What a database and its role are like, each thing that differs from how they are made in a field and words of its own.
 * Undefined where there is no such database. Only looks.
 *
 * @param madeFor the collation that it was made for: a plainer one may stand for it
 * @param password what services are given, where it is known
 */
export async function inspectDatabase(
  client: Client,
  name: string,
  madeFor: string | undefined,
  password: Secret | undefined,
): Promise<SeenDatabase | undefined> {
  const found = await client.query<DatabaseRow>(QUERY, [name]);
  const row = found.rows[0];
  if (!row) return undefined;
  const settings = await superuserSettings(client, name);
  return {
    maxConnections: row.limit,
    collation: collationOf(row.provider === "c" ? row.collate : (row.locale ?? row.collate), madeFor),
    access: accessOf(row, name),
    owner: row.owner === name ? AS_MADE.owner : row.owner,
    role: roleOf(row.role),
    password: row.role && password ? await passwordOf(row.role, password) : AS_MADE.password,
    settings: settings.map(({ setting, value }) => `${setting} = ${value}`).join(", ") || AS_MADE.settings,
    isHalfMade: row.isHalfMade,
  };
}

interface RoleRow {
  readonly canLogin: boolean;
  readonly limit: number;
  readonly validUntil: string | null;
  /** `SUPERUSER` and the like. */
  readonly rights: readonly string[];
  readonly memberOf: readonly string[];
  readonly members: readonly string[];
  readonly verifier: string | null;
}

interface DatabaseRow {
  readonly limit: number;
  readonly provider: string;
  readonly collate: string;
  readonly locale: string | null;
  readonly owner: string;
  readonly isHalfMade: boolean;
  /** Who has which privileges; `PUBLIC` for all. */
  readonly grants: readonly { readonly to: string; readonly privileges: readonly string[] }[];
  readonly role: RoleRow | null;
}

const QUERY = `SELECT d.datconnlimit AS "limit", d.datlocprovider AS provider, d.datcollate AS collate,
  coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale') AS locale,
  pg_get_userbyid(d.datdba) AS owner, NOT d.datallowconn AS "isHalfMade",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('to', g.name, 'privileges', g.privileges) ORDER BY g.name), '[]') FROM (
     SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END AS name,
       array_agg(a.privilege_type || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END
         ORDER BY a.privilege_type) AS privileges
     FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a GROUP BY 1) g) AS grants,
  (SELECT jsonb_build_object('canLogin', r.rolcanlogin, 'limit', r.rolconnlimit, 'verifier', r.rolpassword,
     'validUntil', CASE WHEN isfinite(r.rolvaliduntil) THEN r.rolvaliduntil::text END,
     'rights', array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
       CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END,
       CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN NOT r.rolinherit THEN 'NOINHERIT' END], NULL),
     'memberOf', ARRAY(SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
       WHERE m.member = r.oid ORDER BY 1),
     'members', ARRAY(SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.member
       WHERE m.roleid = r.oid ORDER BY 1))
   FROM pg_authid r WHERE r.rolname = d.datname) AS role
  FROM pg_database d WHERE d.datname = $1`;

/** How a database is shown whose making was cut off. */
export const HALF_MADE = "nobody: it was not finished";

/** What an owner has by being the owner. */
const OF_OWNER = ["CONNECT", "CREATE", "TEMPORARY"];

function accessOf({ isHalfMade, role, grants, owner }: DatabaseRow, name: string): string {
  if (isHalfMade) return HALF_MADE;
  if (role === null) return "nobody: its role is missing";
  const own = grants.find(({ to }) => to === name)?.privileges ?? [];
  const lost = owner === name ? OF_OWNER.filter((privilege) => !own.includes(privilege)) : [];
  const others = grants.filter(({ to }) => to !== name && (to !== owner || owner === name));
  const parts = [
    ...(lost.length > 0 ? [`its own role lacks ${lost.join(", ")}`] : []),
    ...others.map(({ to, privileges }) => `${to === "PUBLIC" ? "every role" : to} has ${privileges.join(", ")}`),
  ];
  return parts.join("; ") || OWN_ROLE;
}

function roleOf(role: RoleRow | null): string {
  if (!role) return "missing";
  const parts = [
    ...(role.canLogin ? [] : ["NOLOGIN"]),
    ...role.rights,
    ...(role.limit === -1 ? [] : [`CONNECTION LIMIT ${role.limit}`]),
    ...(role.validUntil === null ? [] : [`VALID UNTIL ${role.validUntil}`]),
    ...role.memberOf.map((group) => `member of ${group}`),
    ...role.members.map((member) => `also used by ${member}`),
  ];
  return parts.join(", ") || AS_MADE.role;
}

async function passwordOf({ verifier }: RoleRow, password: Secret): Promise<string> {
  if (verifier === null) return "none";
  return (await isVerifierOf(verifier, password.reveal())) ? AS_MADE.password : "changed";
}
