import { bucketServers } from "../bucket/bucket-servers.ts";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { postgresServers } from "../postgres/postgres-servers.ts";
import type { LocalServer, ServerLister } from "./local-server.ts";

/** Every kind of server that outlives a command. One that is missing here is neither stopped by `down` nor seen by `doctor`. */
export const SERVER_KINDS: readonly ServerLister[] = [postgresServers, bucketServers];

/** Every server of this user, by what is on the disk. Starts and writes nothing. */
export async function listServers(folders: LocalFolders): Promise<readonly LocalServer[]> {
  return (await Promise.all(SERVER_KINDS.map((list) => list(folders)))).flat();
}
