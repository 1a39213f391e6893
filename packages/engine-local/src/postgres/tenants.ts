import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { namesIn, readRecord, writeRecord } from "../data-folder/record-file.ts";
import type { PostgresMajor } from "../server-packages/server-package.ts";
import { type Cluster, existingClusters, MAJORS } from "./cluster.ts";
import { type PostgresWant, recordedWant } from "./postgres-want.ts";

/**
 * Whose a database of a shared cluster is. Written before the database is made, so that a command that was killed finds
 * it again by its address, and so that a server is stopped only when nobody uses it.
 */
export interface Tenant {
  readonly service: string;
  readonly environment: string;
  readonly address: string;
  readonly database: string;
  /** What the database was made for; the server may show it in another way. */
  readonly collation: string;
  /** What it was made as, for who asks while its server is stopped. */
  readonly want?: PostgresWant | undefined;
  /** From the apply that made or started it until `down`. */
  readonly isInUse: boolean;
  /** The major version that an upgrade copied it from. */
  readonly copyOf?: PostgresMajor | undefined;
  /** The copy is not whole yet: nobody uses it, and the one that it is made from holds. */
  readonly isPartial?: boolean | undefined;
  /** What an upgrade left behind: the major version that was taken into use in its place. */
  readonly keptFor?: PostgresMajor | undefined;
  /** Its removal was begun: what is left of it is gone on with, or made whole again where it is wanted after all. */
  readonly isGoing?: boolean | undefined;
}

/** Writes down whose a database is. */
export async function writeTenant(cluster: Cluster, tenant: Tenant): Promise<void> {
  await writeRecord(file(cluster, tenant.database), { tenant: 1, ...tenant });
}

/** True when something stands there of a database, also what cannot be read. */
export function hasTenantFile(cluster: Cluster, database: string): boolean {
  return existsSync(file(cluster, database));
}

export async function removeTenant(cluster: Cluster, database: string): Promise<void> {
  await rm(file(cluster, database), { force: true });
}

export async function readTenant(cluster: Cluster, database: string): Promise<Tenant | undefined> {
  const value = await readRecord(file(cluster, database));
  if (!value) return undefined;
  const { service, environment, address, collation, want, isInUse, copyOf, keptFor } = value;
  if (typeof service !== "string" || typeof environment !== "string" || typeof address !== "string") return undefined;
  return {
    service,
    environment,
    address,
    database,
    collation: typeof collation === "string" ? collation : "",
    want: recordedWant(want),
    isInUse: isInUse === true,
    copyOf: MAJORS.find((major) => major === copyOf),
    isPartial: value["isPartial"] === true ? true : undefined,
    keptFor: MAJORS.find((major) => major === keptFor),
    isGoing: value["isGoing"] === true ? true : undefined,
  };
}

export async function tenantsOf(cluster: Cluster): Promise<readonly Tenant[]> {
  const names = await namesIn(cluster.tenants);
  const databases = names.flatMap((name) => /^([a-z0-9_]+)\.json$/.exec(name)?.[1] ?? []);
  const tenants = await Promise.all(databases.map((database) => readTenant(cluster, database)));
  return tenants.filter((tenant) => tenant !== undefined);
}

/** A database by the records, and the cluster that holds it. */
export interface FoundTenant {
  readonly cluster: Cluster;
  readonly tenant: Tenant;
  /** There is no such record, and it may not be there: its server runs, and knows. */
  readonly isAssumed?: boolean | undefined;
}

/** The database of this name that is in use or may be: no copy that is half made, nothing that an upgrade left behind. */
export async function findTenant(
  database: string,
  folders: Pick<LocalFolders, "servers">,
): Promise<FoundTenant | undefined> {
  const living = (await allOf(database, folders)).filter(({ tenant }) => !tenant.isPartial && !tenant.keptFor);
  const isReplaced = (major: PostgresMajor) => living.some(({ tenant }) => tenant.copyOf === major);
  return living.find(({ cluster }) => !isReplaced(cluster.major));
}

/** The copy that an upgrade made, or makes, of the database of this name in a cluster of this major version. */
export async function findCopy(
  database: string,
  from: PostgresMajor,
  folders: Pick<LocalFolders, "servers">,
): Promise<FoundTenant | undefined> {
  return (await allOf(database, folders)).find(({ tenant }) => tenant.copyOf === from);
}

async function allOf(database: string, folders: Pick<LocalFolders, "servers">): Promise<readonly FoundTenant[]> {
  const found = await Promise.all(
    existingClusters(folders).map(async (cluster) => {
      const tenant = await readTenant(cluster, database);
      return tenant ? [{ cluster, tenant }] : [];
    }),
  );
  return found.flat();
}

function file(cluster: Cluster, database: string): string {
  return join(cluster.tenants, `${database}.json`);
}
