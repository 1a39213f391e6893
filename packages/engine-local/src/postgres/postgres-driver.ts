import { isDeepStrictEqual } from "node:util";
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
  holdsNothing,
  inspectDatabase,
  lockDatabase,
  requireExtensions,
} from "./database.ts";
import { databaseName } from "./database-name.ts";
import { isLostConnection } from "./lost-connection.ts";
import { postgresOutputs } from "./postgres-outputs.ts";
import { postgresPrograms } from "./postgres-programs.ts";
import { type PostgresWant, postgresWant } from "./postgres-want.ts";
import type { Postmaster } from "./postmaster.ts";
import { ensureRunning } from "./start-cluster.ts";
import { stopCluster } from "./stop-cluster.ts";
import { asSuperuser } from "./superuser.ts";
import { findTenant, removeTenant, type Tenant, tenantsOf, writeTenant } from "./tenants.ts";

/** Where a resource's database is. */
export type PostgresHave = { readonly major: PostgresMajor; readonly database: string };

/** How often a server that goes away is looked for again. */
const ATTEMPTS = 6;

type ObservedPostgres = Observed<PostgresWant, PostgresHave>;

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

  /** Works as the superuser; when the server goes away under it, with the one that is started then. `work` can be repeated. */
  async function connected<T>(
    cluster: Cluster,
    database: string,
    context: Context,
    work: (client: Client, server: Postmaster) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const server = await running(cluster, context);
      try {
        return await asSuperuser(cluster, server.port, database, context.signal, (client) => work(client, server));
      } catch (error) {
        if (attempt >= ATTEMPTS || !isLostConnection(error)) throw error;
        await context.clock.sleep(50 * attempt, context.signal);
      }
    }
  }

  async function observe(
    cluster: Cluster,
    tenant: Tenant,
    password: Secret | undefined,
    context: Context,
  ): Promise<ObservedPostgres | undefined> {
    const name = tenant.database;
    const seen = await connected(cluster, "postgres", context, async (client, server) => ({
      server,
      found: await inspectDatabase(client, name, tenant.collation),
    }));
    if (!seen.found) return undefined;
    const { port, pid } = seen.server;
    const { isHalfMade, ...want } = seen.found;
    const extensions = isHalfMade ? [] : await connected(cluster, name, context, extensionsOf);
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
    const tenant = { service, environment, address, database: name, collation: want.collation, isInUse: true };
    await writeTenant(cluster, tenant);
    await connected(cluster, "postgres", context, async (client) => {
      await requireExtensions(client, cluster, want.extensions);
      await lockDatabase(client, name);
      const present = await inspectDatabase(client, name, want.collation);
      if (isPasswordNew || present?.access !== want.access) await ensureRole(client, name, password);
      await ensureDatabase(client, name, want, (message) => context.events({ type: "notice", message }));
    });
    await connected(cluster, name, context, (client) => ensureExtensions(client, want.extensions));
    const observed = await observe(cluster, tenant, password, context);
    if (!observed) throw vanished(scope);
    return observed;
  }

  return {
    want: postgresWant,

    prepare: async (context) => machineFindings(folders, context.variables, Object.values(POSTGRES_PACKAGES)),

    async read(scope, recorded, context) {
      // What is on record is found under its name also when the resource was renamed.
      const found = await findTenant(recorded?.database ?? databaseName(scope), folders);
      if (!found) return undefined;
      const { cluster } = found;
      const tenant = { ...found.tenant, address: scope.address, isInUse: true };
      if (!isDeepStrictEqual(tenant, found.tenant)) await writeTenant(cluster, tenant);
      const recordedPassword = recorded ? await context.outputs(scope.address, "password") : undefined;
      const password = recordedPassword instanceof Secret ? recordedPassword : undefined;
      const observed = await observe(cluster, tenant, password, context);
      if (!observed) await writeTenant(cluster, { ...tenant, isInUse: false });
      return observed;
    },

    async create(scope, want, step) {
      const name = databaseName(scope);
      const found = await findTenant(name, folders);
      if (found && found.cluster.major !== want.major) {
        if (await observe(found.cluster, found.tenant, undefined, step))
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
      const isEmpty = await connected(cluster, "postgres", step, async (client) => {
        await lockDatabase(client, have.database);
        await dropDatabase(client, have.database);
        await removeTenant(cluster, have.database);
        return (await holdsNothing(client)) && (await tenantsOf(cluster)).every(({ isInUse }) => !isInUse);
      });
      if (isEmpty) await stopCluster(cluster, step);
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
