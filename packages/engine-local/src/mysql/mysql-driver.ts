import { Secret } from "@towpath/core";
import { type Context, type Driver, type DriverScope, generatePassword } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { LocalEngineError } from "../errors.ts";
import { type RunningServer, type ServerContext, stopMachineServer } from "../programs/machine-server.ts";
import { oneAtATime } from "../programs/one-at-a-time.ts";
import { programFindings } from "../programs/program-findings.ts";
import { requireProgram } from "../programs/require-program.ts";
import { createInstance } from "./create-instance.ts";
import { belongsTo, findMysql } from "./find-mysql.ts";
import { asAdmin, isLostMysql } from "./mysql-admin.ts";
import { closeMysql, dropMysql, ensureMysql, inspectMysql, lockMysql } from "./mysql-database.ts";
import {
  existingInstances,
  type MysqlInstance,
  type MysqlProduct,
  mysqlInstance,
  readInstance,
} from "./mysql-instance.ts";
import { mysqlDatabase } from "./mysql-names.ts";
import {
  findMysqlTenant,
  type MysqlTenant,
  mysqlTenantsOf,
  readMysqlTenant,
  removeMysqlTenant,
  writeMysqlTenant,
} from "./mysql-tenants.ts";
import { type MysqlWant, mysqlWant, NOT_RECORDED } from "./mysql-want.ts";
import { lookAtMysql, lookForInstance, type MysqlHave, type ObservedMysql, observeMysql } from "./observe-mysql.ts";
import { startInstance } from "./start-instance.ts";

/** How often a server that goes away is looked for again. */
const ATTEMPTS = 6;

/**
 * Databases on a real MariaDB or MySQL of this machine: one server for each user and product, shared; a database and a user of
 * its own for each resource.
 */
export function mysqlDriver(folders: LocalFolders): Driver<MysqlWant, MysqlHave> {
  /** Writes down that the database is used, and starts its server where it does not run. */
  async function use(instance: MysqlInstance, tenant: MysqlTenant, context: Context): Promise<RunningServer> {
    const serverContext: ServerContext = { ...context, folders };
    return oneAtATime(instance.lock, folders, context, async () => {
      const program = await requireProgram("mysql", { must: instance.product }, serverContext);
      await createInstance(instance, program, serverContext);
      await writeMysqlTenant(instance, tenant);
      return startInstance(instance, program, serverContext);
    });
  }

  async function converge(
    scope: DriverScope,
    have: MysqlHave,
    want: MysqlWant,
    password: Secret,
    context: Context,
  ): Promise<ObservedMysql> {
    const instance = mysqlInstance(have.product, folders);
    const { service, environment, address } = scope;
    const tenant = { service, environment, address, database: have.database, want, isInUse: true };
    return untilKept(context, async () => {
      const server = await use(instance, tenant, context);
      await asAdmin(instance, server.port, context.signal, async (connection) => {
        await lockMysql(connection, have.database);
        const present = await inspectMysql(connection, have.database, want);
        const isClosed = present?.access === want.access;
        await ensureMysql(connection, have.product, have.database, want, password);
        if (!isClosed) await closeMysql(connection, have.database);
      });
      const observed = await observeMysql(instance, tenant, server, password, context);
      if (!observed) throw vanished(scope);
      return observed;
    });
  }

  /** The one whose version was asked for, else the one that serves other data already, else any. */
  async function productFor(want: MysqlWant, context: Context): Promise<MysqlProduct> {
    const existing = existingInstances(folders).map(({ product }) => product);
    const should = want.product !== "any" ? want.product : existing.length === 1 ? existing[0] : undefined;
    const { product } = await requireProgram("mysql", { should }, { ...context, folders });
    return product === "mysql" ? "mysql" : "mariadb";
  }

  return {
    want: mysqlWant,

    prepare: (context) => programFindings([{ kind: "mysql", accepts: "any" }], { ...context, folders }),

    async read(scope, recorded, context) {
      // What is on record is found under its name also when the resource was renamed.
      const found = recorded
        ? await ofRecord(scope, recorded.have, folders, context)
        : await findMysqlTenant(mysqlDatabase(scope), folders);
      if (!found) return undefined;
      const password = recorded ? await context.outputs(scope.address, "password") : undefined;
      const seen = await untilKept(context, () =>
        lookAtMysql(found, recorded?.want, password instanceof Secret ? password : undefined, context),
      );
      const isLost = recorded !== undefined && !(password instanceof Secret);
      return seen && isLost ? { ...seen, want: { ...seen.want, password: NOT_RECORDED } } : seen;
    },

    find: (scope, id, context) => findMysql(scope, id, folders, context),

    async create(scope, want, step) {
      const database = mysqlDatabase(scope);
      const found = await findMysqlTenant(database, folders);
      const product = found?.instance.product ?? (await productFor(want, step));
      return converge(scope, { product, database }, want, generatePassword(), step);
    },

    async update(scope, want, { have }, step) {
      const owner = await readMysqlTenant(mysqlInstance(have.product, folders), have.database);
      if (owner && !isOf(scope, owner)) throw belongsTo(`${have.product}/${have.database}`, owner);
      const recorded = step.recordedOutputs["password"];
      const password = recorded instanceof Secret ? recorded : generatePassword();
      return converge(scope, have, want, password, step);
    },

    async delete(scope, { have }, step) {
      const found = await ofRecord(scope, have, folders, step);
      if (!found) return;
      const { instance, tenant } = found;
      await untilKept(step, async () => {
        // A run that is killed after this must not leave a server that nobody stops.
        const server = await use(instance, { ...tenant, isInUse: false }, step);
        await asAdmin(instance, server.port, step.signal, async (connection) => {
          await lockMysql(connection, have.database);
          await dropMysql(connection, have.database);
        });
      });
      await oneAtATime(instance.lock, folders, step, async () => {
        await removeMysqlTenant(instance, have.database);
        const server = await readInstance(instance);
        const isUsed = (await mysqlTenantsOf(instance)).some(({ isInUse }) => isInUse);
        if (server && !isUsed) await stopMachineServer(server, step);
      });
    },

    /** Everything changes in place, while the database is used; another version is told of when the machine is looked at. */
    assess: () => ({ action: "update", risk: "none", reasons: [] }),
  };
}

/** By what is on record, also where nobody has used what was taken over. */
async function ofRecord(
  { service, environment, address }: DriverScope,
  { product, database }: MysqlHave,
  folders: LocalFolders,
  context: Context,
): Promise<{ readonly instance: MysqlInstance; readonly tenant: MysqlTenant } | undefined> {
  const instance = existingInstances(folders).find((each) => each.product === product);
  if (!instance) return undefined;
  const tenant = await readMysqlTenant(instance, database);
  if (tenant) return isOf({ service, environment }, tenant) ? { instance, tenant } : undefined;
  if (!(await lookForInstance(instance, context))?.isAnswering) return undefined; // nobody knows; what was deleted is the likelier
  return { instance, tenant: { service, environment, address, database, isInUse: true } };
}

/** Two may take over what nobody has on record: whoever uses it first has it. A resource that was renamed stays the same one's. */
function isOf({ service, environment }: Pick<DriverScope, "service" | "environment">, tenant: MysqlTenant): boolean {
  return tenant.service === service && tenant.environment === environment;
}

/** Again, when the server goes away under the work. */
async function untilKept<T>({ clock, signal }: Context, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isLostMysql(error)) throw error;
      await clock.sleep(50 * attempt, signal);
    }
  }
}

function vanished(scope: DriverScope): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/server-not-created",
    kind: "fault",
    message: `The database of ${scope.address} was made and is gone again: someone else removed it.`,
    hint: "Run the command again.",
  });
}
