import type { Context } from "@towpath/provisioning";
import type { Client } from "pg";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import type { Cluster } from "./cluster.ts";
import { createCluster } from "./create-cluster.ts";
import { isLostConnection } from "./lost-connection.ts";
import { postgresPrograms } from "./postgres-programs.ts";
import type { Postmaster } from "./postmaster.ts";
import { ensureRunning } from "./start-cluster.ts";
import { stopCluster } from "./stop-cluster.ts";
import { asSuperuser } from "./superuser.ts";
import { tenantsOf } from "./tenants.ts";

/** Works as the superuser in a database of a server. */
export type Connect = <T>(database: string, work: (client: Client, server: Postmaster) => Promise<T>) => Promise<T>;

/** The servers of this user as the driver uses them. */
export interface Servers {
  /** The cluster's server, started where none runs; the cluster is made where there is none. Two who ask at once share one start. */
  running(cluster: Cluster, context: Context): Promise<Postmaster>;
  /** Starts the server where none runs, and once more when it goes away under the work, which can be repeated. */
  starting(cluster: Cluster, context: Context): Connect;
  /** Stops the server when none of its databases is in use. */
  stopUnused(cluster: Cluster, context: Context): Promise<void>;
}

/** How often a server that goes away is looked for again. */
const ATTEMPTS = 6;

export function serversIn(folders: LocalFolders): Servers {
  const starts = new Map<string, Promise<Postmaster>>();

  async function start(cluster: Cluster, context: Context): Promise<Postmaster> {
    const withFolders = { ...context, folders };
    const programs = await postgresPrograms(cluster.major, withFolders);
    await createCluster(cluster, programs, withFolders);
    return ensureRunning(cluster, programs, withFolders);
  }

  const running: Servers["running"] = (cluster, context) => {
    const begun = starts.get(cluster.folder) ?? start(cluster, context);
    starts.set(cluster.folder, begun);
    const forget = () => starts.delete(cluster.folder);
    begun.then(forget, forget);
    return begun;
  };

  return {
    running,
    starting: (cluster, context) => (database, work) =>
      untilKept(context, async () => {
        const server = await running(cluster, context);
        return asSuperuser(cluster, server.port, database, context.signal, (client) => work(client, server));
      }),
    async stopUnused(cluster, context) {
      if ((await tenantsOf(cluster)).every(({ isInUse }) => !isInUse)) await stopCluster(cluster, context);
    },
  };
}

/** Again, when the server goes away under the work. */
export async function untilKept<T>({ clock, signal }: Context, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isLostConnection(error)) throw error;
      await clock.sleep(50 * attempt, signal);
    }
  }
}
