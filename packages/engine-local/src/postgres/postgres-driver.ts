import { Secret } from "@towpath/core";
import { type Context, type Driver, type DriverScope, generatePassword, type StepContext } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { LocalEngineError } from "../errors.ts";
import { machineFindings } from "../server-packages/machine-findings.ts";
import { POSTGRES_PACKAGES } from "../server-packages/server-package.ts";
import { type Cluster, clusterOf, exists, isLater } from "./cluster.ts";
import {
  dropDatabase,
  ensureDatabase,
  ensureExtensions,
  ensureRole,
  lockDatabase,
  requireExtensions,
} from "./database.ts";
import { databaseName } from "./database-name.ts";
import { belongsTo, findDatabase } from "./find-database.ts";
import { HALF_MADE, inspectDatabase } from "./inspect-database.ts";
import { closed, look, type ObservedPostgres, observe, type PostgresHave } from "./observe-database.ts";
import { AS_MADE, type PostgresWant, postgresWant } from "./postgres-want.ts";
import { runningPostmaster } from "./postmaster.ts";
import { serversIn, untilKept } from "./servers-in-use.ts";
import {
  type FoundTenant,
  findCopy,
  findTenant,
  hasTenantFile,
  readTenant,
  removeTenant,
  type Tenant,
  writeTenant,
} from "./tenants.ts";
import {
  alreadyUpgraded,
  downgradeRefused,
  inPlainWords,
  keptInTheWay,
  notOnRecord,
} from "./upgrade/upgrade-errors.ts";

export type { PostgresHave };

/** An upgrade of much data takes its time, in milliseconds. Whatever else is waited for has a shorter limit of its own. */
const STEP_LIMIT_MS = 6 * 60 * 60_000;

/**
 * Databases on real PostgreSQL servers of this machine: one server for each user and major version, shared; a database and
 * a role of its own for each resource. Another major version is another server: an upgrade copies the database there.
 */
export function postgresDriver(folders: LocalFolders): Driver<PostgresWant, PostgresHave> {
  const servers = serversIn(folders);

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
    await servers.running(cluster, context); // the cluster's folder is there now
    const { service, environment, address } = scope;
    const copyOf = (await readTenant(cluster, name))?.copyOf;
    const of = { service, environment, address, database: name };
    const tenant: Tenant = { ...of, collation: want.collation, want, isInUse: true, copyOf };
    await writeTenant(cluster, tenant);
    const connect = servers.starting(cluster, context);
    await connect("postgres", async (client) => {
      await requireExtensions(client, cluster, want.extensions);
      await lockDatabase(client, name);
      const present = await inspectDatabase(client, name, want.collation, password);
      if (isPasswordNew || !present || !hasRoleAsMade(present)) await ensureRole(client, name, password);
      await ensureDatabase(client, name, want, (message) => context.events({ type: "notice", message }));
    });
    await connect(name, (client) => ensureExtensions(client, want.extensions));
    const observed = await observe(cluster, tenant, password, connect);
    if (!observed) throw vanished(scope);
    return observed;
  }

  /** Makes the copy, unless it is whole already, and takes the old one out of use. */
  async function upgrade(
    scope: DriverScope,
    { major, database }: PostgresHave,
    want: PostgresWant,
    password: Secret,
    step: StepContext,
  ): Promise<void> {
    const { upgradeDatabase } = await import("./upgrade/upgrade-database.ts");
    const { service, environment, address } = scope;
    const [from, to] = [clusterOf(major, folders), clusterOf(want.major, folders)];
    await servers.running(to, step);
    const of = { service, environment, address, database, collation: want.collation, want: { ...want, major } };
    await untilKept(step, async () =>
      upgradeDatabase({
        from,
        to,
        tenant: (await readTenant(from, database)) ?? { ...of, isInUse: true },
        want,
        password,
        context: { ...step, folders },
        start: (cluster, signal) => servers.running(cluster, { ...step, signal }),
        progress: (message) => step.events({ type: "progress", id: address, message }),
      }),
    ).catch(async (error: unknown) => {
      await servers.stopUnused(to, step).catch(() => {}); // it was started for the copy alone
      throw inPlainWords(error, { database, to: want.major });
    });
  }

  /** An upgrade was cut off, and is not wanted any more: what it made of a copy goes. A whole copy may be in use already. */
  async function giveUpCopy(scope: DriverScope, { major, database }: PostgresHave, step: StepContext): Promise<void> {
    const copy = await findCopy(database, major, folders);
    const from = clusterOf(major, folders);
    const tenant = await readTenant(from, database);
    if (!copy || !tenant) return;
    if (!copy.tenant.isPartial) throw alreadyUpgraded(scope.address, major, copy.cluster.major);
    const { undo } = await import("./upgrade/upgrade-database.ts");
    const start = (cluster: Cluster, signal: AbortSignal) => servers.running(cluster, { ...step, signal });
    await undo({ from, to: copy.cluster, tenant, context: { ...step, folders }, start });
    await servers.stopUnused(copy.cluster, step);
  }

  async function remove({ major, database }: PostgresHave, step: StepContext): Promise<void> {
    const cluster = clusterOf(major, folders);
    if (!exists(cluster)) return;
    const tenant = await readTenant(cluster, database);
    // A run that is killed between dropping the database and this record must leave neither a server that nobody stops nor
    // a record of what is not there.
    if (tenant) await writeTenant(cluster, { ...tenant, isInUse: false, isGoing: true });
    await servers.starting(cluster, step)("postgres", async (client) => {
      await lockDatabase(client, database);
      await dropDatabase(client, database);
      await removeTenant(cluster, database);
    });
    await servers.stopUnused(cluster, step);
  }

  return {
    want: postgresWant,
    limits: { stepMs: STEP_LIMIT_MS },

    prepare: async (context) => machineFindings(folders, context.variables, Object.values(POSTGRES_PACKAGES)),

    async read(scope, recorded, context) {
      // What is on record is found under its name also when the resource was renamed.
      const found = recorded
        ? await ofRecord(scope, recorded, folders)
        : await findTenant(databaseName(scope), folders);
      if (!found) return undefined;
      const { tenant, cluster } = found;
      const want = recorded?.want ?? tenant.want;
      if (tenant.keptFor) {
        const message = `Kept since the upgrade to PostgreSQL ${tenant.keptFor}; it takes no connections.`;
        return want && closed(found, want, message);
      }
      if (tenant.isGoing && want) return closed(found, want, "Its removal was begun, and cut off.");
      // What was released by name is without a record, and the copy of it stays: the server knows whether it is there.
      const copy = found.isAssumed ? undefined : await findCopy(tenant.database, cluster.major, folders);
      if (copy && want) {
        const message = `Its upgrade to PostgreSQL ${copy.cluster.major} was cut off; it takes no connections.`;
        return closed(found, want, message);
      }
      const recordedPassword = recorded ? await context.outputs(scope.address, "password") : undefined;
      const password = recordedPassword instanceof Secret ? recordedPassword : undefined;
      const seen = await look(found, want, password, context);
      // What was adopted has a password that nobody knows; an update gives it one.
      return seen && recorded && !password ? { ...seen, want: { ...seen.want, password: NOT_RECORDED } } : seen;
    },

    find: (scope, id, context) => findDatabase(scope, id, folders, context),

    async create(scope, want, step) {
      const name = databaseName(scope);
      const there = await readTenant(clusterOf(want.major, folders), name);
      if (there?.keptFor) throw keptInTheWay(scope.address, want.major);
      const found = await findTenant(name, folders);
      if (found && found.cluster.major !== want.major) {
        const seen = await observe(found.cluster, found.tenant, undefined, servers.starting(found.cluster, step));
        if (seen && seen.want.access !== HALF_MADE)
          throw notOnRecord(scope.address, name, found.cluster.major, want.major);
        await remove({ major: found.cluster.major, database: name }, step);
      }
      return converge(scope, name, want, generatePassword(), true, step);
    },

    async update(scope, want, { have }, step) {
      const owner = await readTenant(clusterOf(have.major, folders), have.database);
      if (owner && !isOf(scope, owner)) throw belongsTo(`${have.major}/${have.database}`, owner);
      if (isLater(have.major, want.major)) throw downgradeRefused(have.database, have.major, want.major);
      const recorded = step.recordedOutputs["password"];
      const password = recorded instanceof Secret ? recorded : generatePassword();
      const isNew = password !== recorded;
      if (have.major === want.major) {
        await giveUpCopy(scope, have, step);
        return converge(scope, have.database, want, password, isNew, step);
      }
      await upgrade(scope, have, want, password, step);
      const observed = await converge(scope, have.database, want, password, isNew, step);
      await servers.stopUnused(clusterOf(have.major, folders), step);
      const old = { want: { ...want, major: have.major }, have };
      return { ...observed, kept: { name: have.major, version: have.major, ...old } };
    },

    async delete(scope, { have }, step) {
      const copy = await findCopy(have.database, have.major, folders);
      const tenant = await readTenant(clusterOf(have.major, folders), have.database);
      if (tenant && !isOf(scope, tenant)) return; // somebody else took it over, before this one came to use it
      // An upgrade that was cut off before it was on record: the copy is this resource's too. What is kept goes alone.
      if (copy && tenant?.address === scope.address)
        await remove({ major: copy.cluster.major, database: have.database }, step);
      await remove(have, step);
    },

    assess(want, { want: is, have }) {
      if (isLater(have.major, want.major)) throw downgradeRefused(have.database, have.major, want.major);
      if (want.collation !== is.collation) {
        const reasons = [
          `A database keeps its collation (${is.collation}) for life; ${want.collation} needs a new one.`,
        ];
        return { action: "replace", risk: "data-loss", reasons };
      }
      if (want.major === have.major) return { action: "update", risk: "none", reasons: [] };
      const reasons = [
        `All data is copied to PostgreSQL ${want.major}; it takes no connections meanwhile. The one on ${have.major} is kept until it is released.`,
      ];
      return { action: "upgrade", risk: "downtime", reasons };
    },
  };
}

/** By what is on record, also where whose the database is was not written down, or is damaged. */
async function ofRecord(
  { service, environment, address }: DriverScope,
  { want, have }: { readonly want: PostgresWant; readonly have: PostgresHave },
  folders: LocalFolders,
): Promise<FoundTenant | undefined> {
  const cluster = clusterOf(have.major, folders);
  if (!exists(cluster)) return undefined;
  const { database } = have;
  const tenant = await readTenant(cluster, database);
  if (tenant) return isOf({ service, environment }, tenant) ? { cluster, tenant } : undefined;
  // Nobody knows; what was deleted is the likelier, unless a record is there that somebody damaged.
  if (!(await runningPostmaster(cluster)) && !hasTenantFile(cluster, database)) return undefined;
  const of = { service, environment, address, database };
  return { cluster, tenant: { ...of, collation: want.collation, want, isInUse: true }, isAssumed: true };
}

/** Two may take over what nobody has on record: whoever uses it first has it. A resource that was renamed stays the same one's. */
function isOf({ service, environment }: Pick<DriverScope, "service" | "environment">, tenant: Tenant): boolean {
  return tenant.service === service && tenant.environment === environment;
}

const NOT_RECORDED = "not recorded";

function hasRoleAsMade({ access, role, password }: Pick<PostgresWant, "access" | "role" | "password">): boolean {
  return access !== HALF_MADE && role === AS_MADE.role && password === AS_MADE.password;
}

function vanished(scope: DriverScope): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-not-created",
    kind: "fault",
    message: `The database of ${scope.address} was made and is gone again: someone else removed it.`,
    hint: "Run the command again.",
  });
}
