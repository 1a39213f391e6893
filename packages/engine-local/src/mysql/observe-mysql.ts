import type { Secret } from "@towpath/core";
import type { Context, Observed } from "@towpath/provisioning";
import { lookForMachineServer, type RunningServer } from "../programs/machine-server.ts";
import { PRODUCTS } from "../programs/server-product.ts";
import { asAdmin, isAnsweringMysql } from "./mysql-admin.ts";
import { inspectMysql, passwordOf } from "./mysql-database.ts";
import { type MysqlInstance, type MysqlProduct, readInstance } from "./mysql-instance.ts";
import { mysqlOutputs } from "./mysql-outputs.ts";
import type { MysqlTenant } from "./mysql-tenants.ts";
import type { MysqlWant } from "./mysql-want.ts";

/** Where a resource's database is. */
export type MysqlHave = { readonly product: MysqlProduct; readonly database: string };

export type ObservedMysql = Observed<MysqlWant, MysqlHave>;

/** A server that someone starts at this moment is waited for, so long. */
const LOOK_LIMIT_MS = 15_000;

/** The server of an instance as it is, and never started. */
export async function lookForInstance(
  instance: MysqlInstance,
  context: Context,
): Promise<(RunningServer & { readonly isAnswering: boolean }) | undefined> {
  const record = await readInstance(instance);
  return record && lookForMachineServer(record, { answers: isAnsweringMysql }, LOOK_LIMIT_MS, context);
}

/** What is there, without starting anything; what cannot be seen now is as it was asked for. */
export async function lookAtMysql(
  { instance, tenant }: { readonly instance: MysqlInstance; readonly tenant: MysqlTenant },
  recorded: MysqlWant | undefined,
  password: Secret | undefined,
  context: Context,
): Promise<ObservedMysql | undefined> {
  const want = recorded ?? tenant.want;
  const server = await lookForInstance(instance, context);
  if (!server?.isAnswering) return want && unseen(instance, tenant, want, server);
  const seen = await observeMysql(instance, tenant, server, password, context);
  if (!seen || tenant.isInUse) return seen;
  const { title } = PRODUCTS[instance.product];
  return { ...seen, status: "stopped", message: `It was stopped; ${title} runs on for others.` };
}

/** A database that is asked what it is like. */
export async function observeMysql(
  instance: MysqlInstance,
  tenant: MysqlTenant,
  { port, process }: RunningServer,
  password: Secret | undefined,
  { signal }: Context,
): Promise<ObservedMysql | undefined> {
  const { database } = tenant;
  const found = await asAdmin(instance, port, signal, (connection) => inspectMysql(connection, database, tenant.want));
  if (!found) return undefined;
  const { version } = (await readInstance(instance)) ?? { version: "" };
  return {
    want: {
      product: tenant.want?.product ?? "any",
      ...found,
      password: await passwordOf(port, database, password, signal),
    },
    have: { product: instance.product, database },
    status: "ready",
    outputs: mysqlOutputs(database, port, password),
    details: {
      server: `${PRODUCTS[instance.product].title} ${version} on 127.0.0.1:${port} (process ${process.pid})`,
      database,
      log: instance.log,
    },
  };
}

/** A database whose server cannot be asked. */
function unseen(
  instance: MysqlInstance,
  { database }: MysqlTenant,
  want: MysqlWant,
  server: RunningServer | undefined,
): ObservedMysql {
  const { title } = PRODUCTS[instance.product];
  return {
    want,
    have: { product: instance.product, database },
    ...(server
      ? {
          status: "failed",
          message: `${title} (process ${server.process.pid}) does not answer on 127.0.0.1:${server.port}: ${instance.log}`,
        }
      : { status: "stopped", message: `${title} is stopped.` }),
    outputs: {},
    details: { server: server ? "silent" : "stopped", database, log: instance.log },
  };
}
