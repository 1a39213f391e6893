import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { namesIn, readRecord, writeRecord } from "../data-folder/record-file.ts";
import { existingInstances, type MysqlInstance } from "./mysql-instance.ts";
import { type MysqlWant, recordedMysqlWant } from "./mysql-want.ts";

/**
 * Whose a database of a shared server is. Written before the database is made, so that a command that was killed finds it
 * again by its address, and so that a server is stopped only when nobody uses it.
 */
export interface MysqlTenant {
  readonly service: string;
  readonly environment: string;
  readonly address: string;
  readonly database: string;
  /** What it was made as, for who asks while its server is stopped. */
  readonly want?: MysqlWant | undefined;
  /** From the apply that made or started it until `down`. */
  readonly isInUse: boolean;
}

export async function writeMysqlTenant(instance: MysqlInstance, tenant: MysqlTenant): Promise<void> {
  await writeRecord(tenantFile(instance, tenant.database), { tenant: 1, ...tenant });
}

export async function removeMysqlTenant(instance: MysqlInstance, database: string): Promise<void> {
  await rm(tenantFile(instance, database), { force: true });
}

export async function readMysqlTenant(instance: MysqlInstance, database: string): Promise<MysqlTenant | undefined> {
  const value = await readRecord(tenantFile(instance, database));
  if (!value) return undefined;
  const { service, environment, address, want, isInUse } = value;
  if (typeof service !== "string" || typeof environment !== "string" || typeof address !== "string") return undefined;
  return { service, environment, address, database, want: recordedMysqlWant(want), isInUse: isInUse === true };
}

export async function mysqlTenantsOf(instance: MysqlInstance): Promise<readonly MysqlTenant[]> {
  const names = await namesIn(instance.tenants);
  const databases = names.flatMap((name) => /^([a-z0-9_]+)\.json$/.exec(name)?.[1] ?? []);
  const tenants = await Promise.all(databases.map((database) => readMysqlTenant(instance, database)));
  return tenants.filter((tenant) => tenant !== undefined);
}

/** The instance that holds this database by the records, and the record. */
export async function findMysqlTenant(
  database: string,
  folders: Pick<LocalFolders, "servers">,
): Promise<{ readonly instance: MysqlInstance; readonly tenant: MysqlTenant } | undefined> {
  for (const instance of existingInstances(folders)) {
    const tenant = await readMysqlTenant(instance, database);
    if (tenant) return { instance, tenant };
  }
  return undefined;
}

/** Where it is written down whose a database is. */
export function tenantFile(instance: MysqlInstance, database: string): string {
  return join(instance.tenants, `${database}.json`);
}
