import type { Secret } from "@towpath/core";
import { generatePassword } from "@towpath/provisioning";
import type { Client } from "pg";
import { requireRoom } from "../../data-folder/private-files.ts";
import type { InstallContext } from "../../server-packages/install-server-package.ts";
import type { Cluster } from "../cluster.ts";
import {
  dropDatabase,
  ensureDatabase,
  ensureExtensions,
  ensureRole,
  lockDatabase,
  requireExtensions,
} from "../database.ts";
import type { PostgresWant } from "../postgres-want.ts";
import type { Postmaster } from "../postmaster.ts";
import { asSuperuser } from "../superuser.ts";
import { readTenant, removeTenant, type Tenant, writeTenant } from "../tenants.ts";
import { carryOver } from "./carry-over.ts";
import { ensurePgDump } from "./dump-schema.ts";
import { keptInTheWay, upgradeFailed, upgradeRefused } from "./upgrade-errors.ts";
import { whatHinders } from "./what-hinders.ts";

export interface UpgradeRequest {
  readonly from: Cluster;
  readonly to: Cluster;
  /** The record of the database as it is. */
  readonly tenant: Tenant;
  readonly want: PostgresWant;
  /** Stays the same. */
  readonly password: Secret;
  readonly context: InstallContext;
  /** Starts a cluster's server where none runs. */
  readonly start: (cluster: Cluster, signal: AbortSignal) => Promise<Postmaster>;
  readonly progress: (message: string) => void;
}

/** Beside what the database takes now: indexes in the making, the log of changes. */
const ROOM = { factor: 1.5, least: 100_000_000 } as const;
/** How often who is connected is asked to leave. */
const ROUNDS = 500;
/** For letting connections in again, also where the run was told to stop. */
const UNDO_LIMIT_MS = 60_000;

/**
 * Makes a copy of a database on a server of a later major version, and takes the old one out of use, which keeps its data. What
 * holds is decided by the records: a copy that is not whole is nothing, one that is whole replaces what it was made from. So it can
 * be killed at any instant and called again.
 *
 * @throws {LocalEngineError} `engine-local/postgres-upgrade-refused`, `engine-local/postgres-upgrade-failed`,
 *   `engine-local/postgres-kept-in-the-way`; the database is then as it was
 */
export async function upgradeDatabase(request: UpgradeRequest): Promise<void> {
  const { from, to, tenant } = request;
  const there = await readTenant(to, tenant.database);
  if (there?.keptFor) throw keptInTheWay(tenant.address, to.major);
  if (there && there.copyOf !== from.major)
    throw upgradeRefused(tenant.database, { from: from.major, to: to.major }, [
      `There is another database of that name on PostgreSQL ${to.major}, of ${there.service}/${there.environment}.`,
    ]);
  if (!there || there.isPartial) await copy(request, there !== undefined);
  await writeTenant(from, { ...tenant, keptFor: to.major, isInUse: false, isGoing: undefined });
}

async function copy(request: UpgradeRequest, isBegun: boolean): Promise<void> {
  const { from, to, tenant, want, context } = request;
  const { signal } = context;
  const name = tenant.database;
  const pgDump = await ensurePgDump(context);
  const [old, fresh] = [await request.start(from, signal), await request.start(to, signal)];
  const size = await asSuperuser(from, old.port, "postgres", signal, (client) => sizeOf(client, name));
  await requireRoom(to.folder, size * ROOM.factor + ROOM.least);
  await requirePossible(request, old, fresh, isBegun);

  const of = { ...tenant, collation: want.collation, want };
  const record: Tenant = { ...of, isInUse: true, copyOf: from.major, keptFor: undefined, isGoing: undefined };
  await writeTenant(to, { ...record, isPartial: true });
  try {
    await asSuperuser(from, old.port, "postgres", signal, (client) => shutOut(client, name, request));
    await asSuperuser(
      to,
      fresh.port,
      "postgres",
      signal,
      async (client) => {
        await lockDatabase(client, name);
        await dropDatabase(client, name);
        const password = generatePassword(); // nobody else connects meanwhile
        await ensureRole(client, name, password);
        await ensureDatabase(client, name, want, (message) => context.events({ type: "notice", message }));
        await carryOver({
          from: { cluster: from, port: old.port },
          to: { cluster: to, port: fresh.port },
          database: name,
          password,
          pgDump,
          signal,
          progress: request.progress,
        });
        const more = (work: Client) => ensureExtensions(work, want.extensions);
        await asSuperuser(to, fresh.port, name, signal, more); // what cannot be is refused before it is in use
        await ensureRole(client, name, request.password);
      },
      { statementMs: 0 },
    );
    await asSuperuser(from, old.port, "postgres", signal, (client) => requireNobody(client, name));
    signal.throwIfAborted();
    await writeTenant(to, record);
  } catch (error) {
    await undo(request).catch((cause: unknown) => sayClosed(request, cause));
    throw error;
  }
}

/** Before anybody is shut out. @param isOurs what is there of that name in the new place was made by an upgrade that was cut off */
async function requirePossible(
  { from, to, tenant, want, context }: UpgradeRequest,
  { port }: Postmaster,
  fresh: Postmaster,
  isOurs: boolean,
): Promise<void> {
  const { database } = tenant;
  const { signal } = context;
  const hindrances = await asSuperuser(from, port, database, signal, (old) =>
    asSuperuser(to, fresh.port, "postgres", signal, async (client) => {
      if (!isOurs && (await isThere(client, database)))
        return [`There is a database of that name on PostgreSQL ${to.major} already, which is on nobody's record.`];
      const inside = await whatHinders(old, client, database);
      if (inside.length === 0) await requireExtensions(client, to, want.extensions);
      return inside;
    }),
  );
  if (hindrances.length > 0) throw upgradeRefused(database, { from: from.major, to: to.major }, hindrances);
}

async function isThere(client: Client, name: string): Promise<boolean> {
  return (await client.query("SELECT FROM pg_database WHERE datname = $1", [name])).rowCount !== 0;
}

/** What was written since the copy was begun would be lost. */
async function requireNobody(client: Client, name: string): Promise<void> {
  const others = await client.query<{ who: string }>(
    `SELECT format('%s (%s)', usename, coalesce(nullif(application_name, ''), 'process ' || pid)) AS who
     FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
    [name],
  );
  const [first] = others.rows;
  if (first) throw upgradeFailed(`While ${name} was copied, ${first.who} connected to it. End that program first.`);
}

/** Nobody but superusers connects any more, and who was connected is not. */
async function shutOut(client: Client, name: string, { context }: UpgradeRequest): Promise<void> {
  await lockDatabase(client, name);
  await client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} CONNECTION LIMIT 0`);
  for (let round = 0; ; round += 1) {
    context.signal.throwIfAborted();
    const others = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
      [name],
    );
    if (others.rowCount === 0) return;
    if (round === ROUNDS)
      throw upgradeFailed(
        `${name} cannot be closed: a superuser connects to it again and again. End that program first.`,
      );
    await client.query("SELECT pg_sleep(0.02)");
  }
}

/** Removes what is there of a copy that is not whole, and lets connections in again. Does nothing to a whole one. */
export async function undo({
  from,
  to,
  tenant,
  context,
  start,
}: Pick<UpgradeRequest, "from" | "to" | "tenant" | "context" | "start">): Promise<void> {
  const name = tenant.database;
  const there = await readTenant(to, name);
  if (!there?.isPartial || there.copyOf !== from.major) return;
  const signal = context.signal.aborted ? AbortSignal.timeout(UNDO_LIMIT_MS) : context.signal;
  const fresh = await start(to, signal);
  await asSuperuser(to, fresh.port, "postgres", signal, async (client) => {
    await lockDatabase(client, name);
    await dropDatabase(client, name);
  });
  const old = await start(from, signal);
  const limit = tenant.want?.maxConnections ?? -1;
  await asSuperuser(from, old.port, "postgres", signal, (client) =>
    client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} CONNECTION LIMIT ${limit}`),
  );
  await removeTenant(to, name);
}

function sayClosed({ tenant, from, context }: UpgradeRequest, cause: unknown): void {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `${tenant.database} on PostgreSQL ${from.major} takes no connections until the next apply: ${why}`;
  context.events({ type: "notice", message });
}

async function sizeOf(client: Client, name: string): Promise<number> {
  const found = await client.query<{ size: string }>("SELECT pg_database_size($1) AS size", [name]);
  return Number(found.rows[0]?.size ?? 0);
}
