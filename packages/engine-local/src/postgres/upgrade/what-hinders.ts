import type { Client } from "pg";

/**
 * Why what is in a database could not be in a database of another server, in words for a person; empty where nothing hinders.
 *
 * @param old in the database
 * @param fresh anywhere on the other server
 * @param name of the database and its role, which will be there
 */
export async function whatHinders(old: Client, fresh: Client, name: string): Promise<readonly string[]> {
  return [...(await extensions(old, fresh)), ...(await roles(old, fresh, name)), ...(await subscriptions(old))];
}

async function extensions(old: Client, fresh: Client): Promise<readonly string[]> {
  const used = await old.query<{ name: string }>("SELECT extname AS name FROM pg_catalog.pg_extension ORDER BY 1");
  const offered = await fresh.query<{ name: string }>("SELECT name FROM pg_catalog.pg_available_extensions");
  const there = new Set(offered.rows.map(({ name }) => name));
  return used.rows
    .filter(({ name }) => !there.has(name))
    .map(({ name }) => `The extension ${name} is in use, and the new version comes without it.`);
}

/** Another role owns something, has a grant on it, or a policy names it. */
async function roles(old: Client, fresh: Client, name: string): Promise<readonly string[]> {
  const used = await old.query<{ role: string; things: string }>(
    `SELECT r.rolname AS role, string_agg(DISTINCT i.type || ' ' || i.identity, ', ') AS things
     FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid,
       pg_catalog.pg_identify_object(s.classid, s.objid, s.objsubid) i
     WHERE s.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
       AND s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname <> $1
     GROUP BY r.rolname ORDER BY 1`,
    [name],
  );
  const present = await fresh.query<{ role: string }>("SELECT rolname AS role FROM pg_catalog.pg_roles");
  const there = new Set(present.rows.map(({ role }) => role));
  return used.rows
    .filter(({ role }) => !there.has(role))
    .map(
      ({ role, things }) =>
        `The role ${role} owns or may use ${shortened(things)}, and the new server has no such role.`,
    );
}

async function subscriptions(old: Client): Promise<readonly string[]> {
  const found = await old.query<{ name: string }>(
    `SELECT subname AS name FROM pg_catalog.pg_subscription
     WHERE subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) ORDER BY 1`,
  );
  return found.rows.map(
    ({ name }) => `The subscription ${name} receives changes of another server, which cannot be handed over.`,
  );
}

function shortened(things: string): string {
  return things.length > 200 ? `${things.slice(0, 200)}…` : things;
}
