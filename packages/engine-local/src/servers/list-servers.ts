import { bucketServers } from "../bucket/bucket-servers.ts";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { mysqlServers } from "../mysql/mysql-servers.ts";
import { postgresServers } from "../postgres/postgres-servers.ts";
import { redisServers } from "../redis/redis-servers.ts";
import type { LocalServer, ServerLister } from "./local-server.ts";

/** Every kind of server that outlives a command. One that is missing here is neither stopped by `down` nor seen by `doctor`. */
export const SERVER_KINDS: readonly ServerLister[] = [postgresServers, mysqlServers, redisServers, bucketServers];

/** Every server of this user, by what is on the disk. Starts and writes nothing. */
export async function listServers(folders: LocalFolders): Promise<readonly LocalServer[]> {
  return (await Promise.all(SERVER_KINDS.map((list) => list(folders)))).flat();
}
