import { Secret } from "@towpath/core";
import type { Context, Driver, DriverScope, Observed, Recorded, StepContext } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { LocalEngineError } from "../errors.ts";
import { clusterOf } from "../postgres/cluster.ts";
import { HALF_MADE } from "../postgres/inspect-database.ts";
import type { PostgresHave } from "../postgres/observe-database.ts";
import type { PostgresWant } from "../postgres/postgres-want.ts";
import { asSuperuser } from "../postgres/superuser.ts";
import { deadLetterOf, ensureQueue, inspectQueue, SCHEMA } from "./queue-tables.ts";
import { type QueueOptions, type QueueWant, queueWant } from "./queue-want.ts";

/** Where a resource's queue is. */
export type QueueHave = { readonly database: PostgresHave; readonly queue: string };

type ObservedQueue = Observed<QueueWant, QueueHave>;
type ObservedDatabase = Observed<PostgresWant, PostgresHave>;

/**
 * Queues on PostgreSQL, by pg-boss: a database for each resource on the server that postgres resources share, with the queue
 * in it. A service uses pg-boss, or SQL.
 *
 * @param postgres what makes the databases
 */
export function queueDriver(
  folders: LocalFolders,
  postgres: Driver<PostgresWant, PostgresHave>,
): Driver<QueueWant, QueueHave> {
  /** The queue in a database that is there and can be asked. */
  async function look(database: ObservedDatabase, name: string, context: Context): Promise<QueueOptions | null> {
    const { major, database: databaseName } = database.have;
    const port = Number(database.outputs["port"]);
    return asSuperuser(clusterOf(major, folders), port, databaseName, context.signal, (client) =>
      inspectQueue(client, name),
    );
  }

  /** The queue as it is wanted in a database that was just made so. */
  async function converge(
    scope: DriverScope,
    name: string,
    { queue }: QueueWant,
    database: ObservedDatabase,
    step: StepContext,
  ): Promise<ObservedQueue> {
    const url = database.outputs["url"];
    if (!(url instanceof Secret) || queue === null) throw notMade(scope);
    await ensureQueue(url, name, queue, step.signal);
    return observed(database, name, await look(database, name, step));
  }

  return {
    want: queueWant,

    prepare: async (context) => (await postgres.prepare?.(context)) ?? [],

    async read(scope, recorded, context) {
      const name = recorded?.have.queue ?? scope.name;
      const database = await postgres.read(scope, recorded && databaseOf(recorded), context);
      if (!database) return undefined;
      // Nobody, the superuser neither, gets into a database whose making was cut off: there is no queue in it yet.
      if (database.want.access === HALF_MADE) return observed(database, name, null);
      if (database.status === "ready") return observed(database, name, await look(database, name, context));
      return observed(database, name, recorded?.want.queue ?? null);
    },

    /** The database's id, and the queue in it: `17/DATABASE/QUEUE`. */
    async find(scope, id, context) {
      const [, database = "", name = ""] = /^([^/]+\/[^/]+)\/([\w.-]+)$/.exec(id) ?? [];
      if (name === "") throw notAnId(id);
      const found = await postgres.find?.(scope, database, context);
      return found && { want: { database: found.want, queue: null }, have: { database: found.have, queue: name } };
    },

    async create(scope, want, step) {
      const database = await postgres.create(scope, want.database, step);
      return converge(scope, scope.name, want, database, step);
    },

    async update(scope, want, have, step) {
      const before = { ...have, ...databaseOf(have), kept: undefined };
      const database = await postgres.update(scope, want.database, before, step);
      return converge(scope, have.have.queue, want, database, step);
    },

    async delete(scope, have, step) {
      await postgres.delete(scope, { ...have, ...databaseOf(have), kept: undefined }, step);
    },

    assess(want, have) {
      if (JSON.stringify(want.database) !== JSON.stringify(have.want.database)) {
        const assessed = postgres.assess?.(want.database, { ...have, ...databaseOf(have), kept: undefined });
        if (assessed) return assessed;
      }
      return { action: "update", risk: "none", reasons: [] };
    },
  };
}

function databaseOf({ want, have }: Recorded<QueueWant, QueueHave>): Recorded<PostgresWant, PostgresHave> {
  return { want: want.database, have: have.database };
}

/** The database with the queue in it. */
function observed(database: ObservedDatabase, name: string, queue: QueueOptions | null): ObservedQueue {
  const { host, port, name: databaseName, username, ...rest } = database.outputs;
  const { kept } = database;
  return {
    ...database,
    want: { database: database.want, queue },
    have: { database: database.have, queue: name },
    outputs:
      host === undefined || port === undefined || databaseName === undefined || username === undefined
        ? {}
        : {
            ...{ host, port, username, ...rest, database: databaseName, name, schema: SCHEMA },
            deadLetter: queue?.deadLetter ? deadLetterOf(name) : "",
          },
    details: { ...database.details, queue: name },
    kept: kept && {
      ...kept,
      want: { database: kept.want, queue },
      have: { database: kept.have, queue: name },
    },
  };
}

function notMade({ address }: DriverScope): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/server-not-created",
    kind: "fault",
    message: `The queue ${address} was not made: its database came without an address.`,
    hint: "Run the command again.",
  });
}

function notAnId(id: string): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/adopt-id",
    message: `${JSON.stringify(id)} names no queue: it takes a version of PostgreSQL, a database and a queue's name.`,
    hint: "For example 17/orders/jobs.",
  });
}
