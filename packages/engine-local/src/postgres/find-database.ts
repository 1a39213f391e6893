import type { Context, DriverScope, Recorded } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { LocalEngineError } from "../errors.ts";
import { type Cluster, clusterOf, exists, MAJORS } from "./cluster.ts";
import { lookForServer } from "./look-for-server.ts";
import { look, type PostgresHave } from "./observe-database.ts";
import { AS_MADE, type PostgresWant } from "./postgres-want.ts";
import { readTenant, type Tenant } from "./tenants.ts";

/**
 * A database that exists and that nobody has on record, by `MAJOR/DATABASE`, such as `17/orders_dev_db_4f0c8a1b2d`. It has to be made
 * as Towpath makes them: owned by a role of its own name.
 *
 * @returns undefined where there is none of that name
 * @throws {LocalEngineError} `engine-local/adopt-refused` for one that belongs to another resource or is made in another way,
 *   `engine-local/adopt-id` for an id of another form
 */
export async function findDatabase(
  scope: DriverScope,
  id: string,
  folders: LocalFolders,
  context: Context,
): Promise<Recorded<PostgresWant, PostgresHave> | undefined> {
  const { cluster, database } = parse(id, folders);
  if (!exists(cluster)) return undefined;
  const tenant = await readTenant(cluster, database);
  if (tenant) requireOwn(scope, id, tenant);
  const { service, environment, address } = scope;
  const of = tenant ?? { service, environment, address, database, collation: "", isInUse: true };
  const seen = await look({ cluster, tenant: of }, tenant?.want, undefined, context);
  if (!seen && !tenant && (await lookForServer(cluster, context))?.status !== "ready")
    throw refused(
      `PostgreSQL ${cluster.major} is stopped, so that nobody can see what is in it.`,
      `Start it: apply a service that has a database on it.`,
    );
  if (!seen) return undefined;
  if (!tenant && seen.want.owner !== AS_MADE.owner)
    throw refused(
      `The database ${id} belongs to the role ${seen.want.owner}, and not to a role of its own name.`,
      `Give it a role that is named as it is and owns what is in it: CREATE ROLE, REASSIGN OWNED, ALTER DATABASE … OWNER TO.`,
    );
  return { want: seen.want, have: seen.have };
}

function parse(id: string, folders: LocalFolders): { readonly cluster: Cluster; readonly database: string } {
  const [, version, database] = /^(\d+)\/([a-z0-9_]{1,63})$/.exec(id) ?? [];
  const major = MAJORS.find((known) => known === version);
  if (major && database !== undefined && !OF_THE_SERVER.has(database))
    return { cluster: clusterOf(major, folders), database };
  throw new LocalEngineError({
    code: "engine-local/adopt-id",
    message: `${JSON.stringify(id)} names no database here: it takes a major version (${MAJORS.join(", ")}), a slash, and a name of small letters, digits and underscores.`,
    hint: "For example 17/orders. A database with another name has to be renamed first.",
  });
}

/** PostgreSQL's own. */
const OF_THE_SERVER = new Set(["postgres", "template0", "template1"]);

function requireOwn({ service, environment, address }: DriverScope, id: string, tenant: Tenant): void {
  const isOwn = tenant.service === service && tenant.environment === environment && tenant.address === address;
  const whose = `${tenant.address} of ${tenant.service}/${tenant.environment}`;
  if (tenant.keptFor)
    throw refused(
      `The database ${id} is what the upgrade of ${whose} to PostgreSQL ${tenant.keptFor} left behind.`,
      `It goes when it is released: towpath destroy -e ${tenant.environment} ${tenant.address}@${tenant.want?.major ?? "VERSION"}`,
    );
  if (tenant.isPartial)
    throw refused(
      `The database ${id} is a copy of ${whose} that is not whole.`,
      "Apply that service: it goes on with it.",
    );
  if (!isOwn) throw belongsTo(id, tenant);
}

/** A database that is somebody else's. */
export function belongsTo(id: string, { service, environment, address }: Tenant): LocalEngineError {
  return refused(
    `The database ${id} belongs to ${address} of ${service}/${environment}.`,
    "Take that resource out of its manifest and destroy it by name, or copy its data with pg_dump.",
  );
}

function refused(message: string, hint: string): LocalEngineError {
  return new LocalEngineError({ code: "engine-local/adopt-refused", message, hint });
}
