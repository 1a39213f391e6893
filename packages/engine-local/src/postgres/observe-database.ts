import type { Secret } from "@towpath/core";
import type { Context, Observed } from "@towpath/provisioning";
import { POSTGRES_PACKAGES, type PostgresMajor } from "../server-packages/server-package.ts";
import type { Cluster } from "./cluster.ts";
import { extensionsOf } from "./database.ts";
import { inspectDatabase } from "./inspect-database.ts";
import { lookForServer } from "./look-for-server.ts";
import { postgresOutputs } from "./postgres-outputs.ts";
import { AS_MADE, type PostgresWant } from "./postgres-want.ts";
import type { Postmaster } from "./postmaster.ts";
import { type Connect, untilKept } from "./servers-in-use.ts";
import { asSuperuser } from "./superuser.ts";
import type { FoundTenant, Tenant } from "./tenants.ts";

/** Where a resource's database is. */
export type PostgresHave = { readonly major: PostgresMajor; readonly database: string };

export type ObservedPostgres = Observed<PostgresWant, PostgresHave>;

/** What a database is like on a server that runs. Undefined where it is not. */
export async function observe(
  cluster: Cluster,
  tenant: Pick<Tenant, "database" | "collation">,
  password: Secret | undefined,
  connect: Connect,
): Promise<ObservedPostgres | undefined> {
  const name = tenant.database;
  const seen = await connect("postgres", async (client, server) => ({
    server,
    found: await inspectDatabase(client, name, tenant.collation, password),
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

/** What is there, without starting anything; what cannot be seen now is as it was asked for. */
export async function look(
  { cluster, tenant }: FoundTenant,
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

/** A database whose server cannot be asked. */
function unseen(
  cluster: Cluster,
  { database }: Tenant,
  want: PostgresWant,
  server: Postmaster | undefined,
): ObservedPostgres {
  const title = `PostgreSQL ${cluster.major}`;
  return {
    want: { ...want, ...AS_MADE },
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

/** A database that nobody can connect to: what an upgrade left behind, or is cut off in. As wanted, but out of use. */
export function closed({ cluster, tenant }: FoundTenant, want: PostgresWant, message: string): ObservedPostgres {
  const { database } = tenant;
  return {
    want: { ...want, ...AS_MADE, major: cluster.major },
    have: { major: cluster.major, database },
    status: "stopped",
    message,
    outputs: {},
    details: { server: `PostgreSQL ${cluster.major}`, database, log: cluster.log },
  };
}
