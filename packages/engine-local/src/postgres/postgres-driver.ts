import { Secret } from "@towpath/core";
import { type Context, type Driver, type DriverScope, generatePassword, type Observed } from "@towpath/provisioning";
import type { Client } from "pg";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { LocalEngineError } from "../errors.ts";
import { machineFindings } from "../server-packages/machine-findings.ts";
import { POSTGRES_PACKAGES, type PostgresMajor } from "../server-packages/server-package.ts";
import { type Cluster, clusterOf } from "./cluster.ts";
import { createCluster } from "./create-cluster.ts";
import {
  dropDatabase,
  ensureDatabase,
  ensureExtensions,
  ensureRole,
  extensionsOf,
  inspectDatabase,
  lockDatabase,
  requireExtensions,
} from "./database.ts";
import { databaseName } from "./database-name.ts";
import { lookForServer } from "./look-for-server.ts";
import { isLostConnection } from "./lost-connection.ts";
import { postgresOutputs } from "./postgres-outputs.ts";
import { postgresPrograms } from "./postgres-programs.ts";
import { type PostgresWant, postgresWant } from "./postgres-want.ts";
import type { Postmaster } from "./postmaster.ts";
import { ensureRunning } from "./start-cluster.ts";
import { stopCluster } from "./stop-cluster.ts";
import { asSuperuser } from "./superuser.ts";
import { findTenant, readTenant, removeTenant, type Tenant, tenantsOf, writeTenant } from "./tenants.ts";

/** Where a resource's database is. */
export type PostgresHave = { readonly major: PostgresMajor; readonly database: string };

/** How often a server that goes away is looked for again. */
const ATTEMPTS = 6;

type ObservedPostgres = Observed<PostgresWant, PostgresHave>;

/** Works as the superuser in a database of a server. */
type Connect = <T>(database: string, work: (client: Client, server: Postmaster) => Promise<T>) => Promise<T>;

/**
 * Databases on real PostgreSQL servers of this machine: one server for each user and major version, shared; a database and
 * a role of its own for each resource.
 */
export function postgresDriver(folders: LocalFolders): Driver<PostgresWant, PostgresHave> {
  const starts = new Map<string, Promise<Postmaster>>();

  /** Two resources of one run share one start. */
  function running(cluster: Cluster, context: Context): Promise<Postmaster> {
    const begun = starts.get(cluster.folder) ?? start(cluster, context);
    starts.set(cluster.folder, begun);
    const forget = () => starts.delete(cluster.folder);
    begun.then(forget, forget);
    return begun;
  }

  async function start(cluster: Cluster, context: Context): Promise<Postmaster> {
    const withFolders = { ...context, folders };
    const programs = await postgresPrograms(cluster.major, withFolders);
    await createCluster(cluster, programs, withFolders);
    return ensureRunning(cluster, programs, withFolders);
  }

  /** Starts the server where none runs, and once more when it goes away under the work, which can be repeated. */
  function starting(cluster: Cluster, context: Context): Connect {
    return (database, work) =>
      untilKept(context, async () => {
        const server = await running(cluster, context);
        return asSuperuser(cluster, server.port, database, context.signal, (client) => work(client, server));
      });
  }

  /** What is there, without starting anything; what cannot be seen now is as it was asked for. */
  async function look(
    cluster: Cluster,
    tenant: Tenant,
    want: PostgresWant | undefined,
    password: Secret | undefined,
    context: Context,
  ): Promise<ObservedPostgres | undefined> {
    return untilKept(context, async () => {
      const server = await lookForServer(cluster, context);
      if (server?.status !== "ready") return want && unseen(cluster, tenant, want, server);
      const seen = await observe(cluster, tenant, password, (database, work) =>
        asSuperuser(cluster, server.port, database, context.signal, (client) => work(client, server)),
      );
      if (!seen || tenant.isInUse) return seen;
      return { ...seen, status: "stopped", message: `It was stopped; PostgreSQL ${cluster.major} runs on for others.` };
    });
  }

  /** Makes all of it as wanted, whatever part of it is there already. */
  async function converge(
    scope: DriverScope,
    name: string,
    want: PostgresWant,
    password: Secret,
    isPasswordNew: boolean,
    context: Context,
  ): Promise<ObservedPostgres> {
    const cluster = clusterOf(want.major, folders);
    await running(cluster, context); // the cluster's folder is there now
    const { service, environment, address } = scope;
    const tenant = { service, environment, address, database: name, collation: want.collation, want, isInUse: true };
    await writeTenant(cluster, tenant);
    const connect = starting(cluster, context);
    await connect("postgres", async (client) => {
      await requireExtensions(client, cluster, want.extensions);
      await lockDatabase(client, name);
      const present = await inspectDatabase(client, name, want.collation);
      if (isPasswordNew || present?.access !== want.access) await ensureRole(client, name, password);
      await ensureDatabase(client, name, want, (message) => context.events({ type: "notice", message }));
    });
    await connect(name, (client) => ensureExtensions(client, want.extensions));
    const observed = await observe(cluster, tenant, password, connect);
    if (!observed) throw vanished(scope);
    return observed;
  }

  return {
    want: postgresWant,

    prepare: async (context) => machineFindings(folders, context.variables, Object.values(POSTGRES_PACKAGES)),

    async read(scope, recorded, context) {
      // What is on record is found under its name also when the resource was renamed.
      const found = await findTenant(recorded?.have.database ?? databaseName(scope), folders);
      if (!found) return undefined;
      const { cluster, tenant } = found;
      const recordedPassword = recorded ? await context.outputs(scope.address, "password") : undefined;
      const password = recordedPassword instanceof Secret ? recordedPassword : undefined;
      return look(cluster, tenant, recorded?.want ?? tenant.want, password, context);
    },

    async create(scope, want, step) {
      const name = databaseName(scope);
      const found = await findTenant(name, folders);
      if (found && found.cluster.major !== want.major) {
        if (await observe(found.cluster, found.tenant, undefined, starting(found.cluster, step)))
          throw upgradeNotBuilt(scope.address, found.cluster.major, want.major);
        await removeTenant(found.cluster, name);
      }
      return converge(scope, name, want, generatePassword(), true, step);
    },

    async update(scope, want, have, step) {
      if (have.have.major !== want.major) throw upgradeNotBuilt(scope.address, have.have.major, want.major);
      const recorded = step.recordedOutputs["password"];
      const password = recorded instanceof Secret ? recorded : generatePassword();
      return converge(scope, have.have.database, want, password, password !== recorded, step);
    },

    async delete(_scope, { have }, step) {
      const cluster = clusterOf(have.major, folders);
      const tenant = await readTenant(cluster, have.database);
      // A run that is killed between dropping the database and this record must not leave a server that nobody stops.
      if (tenant) await writeTenant(cluster, { ...tenant, isInUse: false });
      const connect = starting(cluster, step);
      await connect("postgres", async (client) => {
        await lockDatabase(client, have.database);
        await dropDatabase(client, have.database);
        await removeTenant(cluster, have.database);
      });
      if ((await tenantsOf(cluster)).every(({ isInUse }) => !isInUse)) await stopCluster(cluster, step);
    },

    assess(want, { want: is, have }) {
      if (want.major !== have.major) throw upgradeNotBuilt(have.database, have.major, want.major);
      if (want.collation !== is.collation) {
        const reasons = [
          `A database keeps its collation (${is.collation}) for life; ${want.collation} needs a new one.`,
        ];
        return { action: "replace", risk: "data-loss", reasons };
      }
      return { action: "update", risk: "none", reasons: [] };
    },
  };
}

/** Again, when the server goes away under the work. */
async function untilKept<T>({ clock, signal }: Context, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isLostConnection(error)) throw error;
      await clock.sleep(50 * attempt, signal);
    }
  }
}

async function observe(
  cluster: Cluster,
  tenant: Tenant,
  password: Secret | undefined,
  connect: Connect,
): Promise<ObservedPostgres | undefined> {
  const name = tenant.database;
  const seen = await connect("postgres", async (client, server) => ({
    server,
    found: await inspectDatabase(client, name, tenant.collation),
  }));
  if (!seen.found) return undefined;
  const { port, pid } = seen.server;
  const { isHalfMade, ...want } = seen.found;
  const extensions = isHalfMade ? [] : await connect(name, extensionsOf);
  return {
    want: { major: cluster.major, ...want, extensions },
    have: { major: cluster.major, database: name },
    status: "ready",
    outputs: postgresOutputs(name, port, password),
    details: {
      server: `PostgreSQL ${POSTGRES_PACKAGES[cluster.major].version} on 127.0.0.1:${port} (process ${pid})`,
      database: name,
      log: cluster.log,
    },
  };
}

/** A database whose server cannot be asked. */
function unseen(
  cluster: Cluster,
  { database }: Tenant,
  want: PostgresWant,
  server: Postmaster | undefined,
): ObservedPostgres {
  const title = `PostgreSQL ${cluster.major}`;
  return {
    want,
    have: { major: cluster.major, database },
    ...(server
      ? {
          status: "failed",
          message: `${title} (process ${server.pid}) is ${server.status} for a long time: ${cluster.log}`,
        }
      : { status: "stopped", message: `${title} is stopped.` }),
    outputs: {},
    details: { server: server ? server.status : "stopped", database, log: cluster.log },
  };
}

function upgradeNotBuilt(what: string, from: PostgresMajor, to: PostgresMajor): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-upgrade-not-built",
    message: `${what} holds data of PostgreSQL ${from}, and ${to} is asked for. The local engine cannot upgrade it yet.`,
    hint: `Keep version ${from}. Or dump it with pg_dump, destroy it by name, apply with ${to}, and restore the dump.`,
  });
}

function vanished(scope: DriverScope): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-not-created",
    kind: "fault",
    message: `The database of ${scope.address} was made and is gone again: someone else removed it.`,
    hint: "Run the command again.",
  });
}
