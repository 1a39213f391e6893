import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { readRecord, writeRecord } from "../data-folder/record-file.ts";
import type { MachineServer } from "../programs/machine-server.ts";
import { decodeMachineServer } from "../programs/machine-server-record.ts";

/** Both speak MySQL's protocol; the data of one cannot be read by the other. */
export type MysqlProduct = "mariadb" | "mysql";

/** One server with its databases: one for each user of the machine and product. */
export interface MysqlInstance {
  readonly product: MysqlProduct;
  /** Holds all of it. */
  readonly folder: string;
  /** The server's own. */
  readonly data: string;
  readonly log: string;
  readonly record: string;
  /** The administrator's password, mode 0600. */
  readonly adminFile: string;
  /** A record for each database. */
  readonly tenants: string;
  /** What a command holds that starts, makes or stops it. */
  readonly lock: string;
}

/** What is written down of an instance. */
export interface MysqlRecord extends MachineServer {
  /** The release that served the data last: an older one cannot read it. */
  readonly version: string;
}

export const MYSQL_PRODUCTS: readonly MysqlProduct[] = ["mariadb", "mysql"];
/** The administrator's name; it connects from this machine only. */
export const ADMIN = "root";

export function mysqlInstance(product: MysqlProduct, folders: Pick<LocalFolders, "servers">): MysqlInstance {
  const folder = join(folders.servers, product);
  return {
    product,
    folder,
    data: join(folder, "data"),
    log: join(folder, "server.log"),
    record: join(folder, "server.json"),
    adminFile: join(folder, "admin-password"),
    tenants: join(folder, "databases"),
    lock: `servers/${product}`,
  };
}

/** The instances that there are: a folder appears whole. */
export function existingInstances(folders: Pick<LocalFolders, "servers">): readonly MysqlInstance[] {
  return MYSQL_PRODUCTS.map((product) => mysqlInstance(product, folders)).filter(({ folder }) => existsSync(folder));
}

export async function readInstance(instance: MysqlInstance): Promise<MysqlRecord | undefined> {
  const value = await readRecord(instance.record); // what is missing, the next start writes anew
  const server = value && decodeMachineServer(value);
  if (!server) return undefined;
  return { ...server, version: typeof value["version"] === "string" ? value["version"] : "0" };
}

export async function writeInstance(instance: MysqlInstance, record: MysqlRecord): Promise<void> {
  await writeRecord(instance.record, { server: 1, ...record });
}
