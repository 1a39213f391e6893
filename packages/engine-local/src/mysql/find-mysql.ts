import type { Context, DriverScope, Recorded } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { LocalEngineError } from "../errors.ts";
import { PRODUCTS } from "../programs/server-product.ts";
import { existingInstances, MYSQL_PRODUCTS, type MysqlInstance } from "./mysql-instance.ts";
import { type MysqlTenant, readMysqlTenant } from "./mysql-tenants.ts";
import type { MysqlWant } from "./mysql-want.ts";
import { lookAtMysql, lookForInstance, type MysqlHave } from "./observe-mysql.ts";

/** The servers' own. */
const OF_THE_SERVER = new Set(["mysql", "sys", "performance_schema", "information_schema"]);

/**
 * A database that exists and that nobody has on record, by `PRODUCT/DATABASE`, such as `mariadb/orders_dev_shop_4f0c8a1b2d`.
 *
 * @returns undefined where there is none of that name
 * @throws {LocalEngineError} `engine-local/adopt-refused` for one that belongs to another resource or cannot be looked at,
 *   `engine-local/adopt-id` for an id of another form
 */
export async function findMysql(
  scope: DriverScope,
  id: string,
  folders: LocalFolders,
  context: Context,
): Promise<Recorded<MysqlWant, MysqlHave> | undefined> {
  const { product, database } = parse(id);
  const instance = existingInstances(folders).find((each) => each.product === product);
  if (!instance) return undefined;
  const recorded = await readMysqlTenant(instance, database);
  if (recorded) requireOwn(scope, id, recorded);
  else await requireRunning(instance, context);
  const { service, environment, address } = scope;
  const tenant = recorded ?? { service, environment, address, database, isInUse: true };
  const seen = await lookAtMysql({ instance, tenant }, undefined, undefined, context);
  return seen && { want: seen.want, have: seen.have };
}

function parse(id: string): MysqlHave {
  const [, name, database] = /^([a-z]+)\/([a-z0-9_]{1,64})$/.exec(id) ?? [];
  const product = MYSQL_PRODUCTS.find((known) => known === name);
  if (product && database !== undefined && !OF_THE_SERVER.has(database)) return { product, database };
  throw new LocalEngineError({
    code: "engine-local/adopt-id",
    message: `${JSON.stringify(id)} names no database here: it takes ${MYSQL_PRODUCTS.join(" or ")}, a slash, and a name of small letters, digits and underscores.`,
    hint: "For example mariadb/orders. A database with another name has to be renamed first.",
  });
}

async function requireRunning(instance: MysqlInstance, context: Context): Promise<void> {
  if ((await lookForInstance(instance, context))?.isAnswering) return;
  throw refused(
    `${PRODUCTS[instance.product].title} is stopped, so that nobody can see what is in it.`,
    "Start it: apply a service that has a database on it.",
  );
}

function requireOwn({ service, environment, address }: DriverScope, id: string, tenant: MysqlTenant): void {
  if (tenant.service === service && tenant.environment === environment && tenant.address === address) return;
  throw belongsTo(id, tenant);
}

/** A database that is somebody else's. */
export function belongsTo(id: string, { service, environment, address }: MysqlTenant): LocalEngineError {
  return refused(
    `The database ${id} belongs to ${address} of ${service}/${environment}.`,
    "Take that resource out of its manifest and destroy it by name, or copy its data with mariadb-dump or mysqldump.",
  );
}

function refused(message: string, hint: string): LocalEngineError {
  return new LocalEngineError({ code: "engine-local/adopt-refused", message, hint });
}
