import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import type { PostgresMajor } from "../server-packages/server-package.ts";

/** PostgreSQL's word for one server with its databases: one for each user of the machine and major version. */
export interface Cluster {
  readonly major: PostgresMajor;
  /** Holds all of it. */
  readonly folder: string;
  /** PostgreSQL's own. */
  readonly data: string;
  readonly log: string;
  /** The superuser's password, mode 0600. */
  readonly superuserFile: string;
  /** The port that it had last. */
  readonly portFile: string;
  /** A record for each database. */
  readonly tenants: string;
}

export const MAJORS: readonly PostgresMajor[] = ["15", "16", "17", "18"];
/** True when `one` came after `other`. */
export function isLater(one: PostgresMajor, other: PostgresMajor): boolean {
  return MAJORS.indexOf(one) > MAJORS.indexOf(other);
}

/** The superuser's name. */
export const SUPERUSER = "postgres";

export function clusterOf(major: PostgresMajor, folders: Pick<LocalFolders, "servers">): Cluster {
  const folder = join(folders.servers, "postgres", major);
  return {
    major,
    folder,
    data: join(folder, "data"),
    log: join(folder, "server.log"),
    superuserFile: join(folder, "superuser-password"),
    portFile: join(folder, "port"),
    tenants: join(folder, "databases"),
  };
}

/** The clusters that there are. */
export function existingClusters(folders: Pick<LocalFolders, "servers">): readonly Cluster[] {
  return MAJORS.map((major) => clusterOf(major, folders)).filter(exists);
}

/** True for one that was made: its folder appears whole. */
export function exists(cluster: Cluster): boolean {
  return existsSync(cluster.folder);
}
