import type { Clock } from "@towpath/core";
import type { LocalFolders } from "./data-folder/local-folders.ts";
import { allEnded } from "./processes/all-ended.ts";
import { listServers } from "./servers/list-servers.ts";
import type { LocalServer, LocalThing } from "./servers/local-server.ts";

export interface StopServersRequest {
  readonly folders: LocalFolders;
  readonly service: string;
  readonly environment: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A server that a service used, and what became of it. */
export interface ServerAfterDown {
  readonly title: string;
  readonly status: "stopped" | "kept";
  /** Whose resources a server that was kept serves, as `SERVICE/ENVIRONMENT`; sorted. */
  readonly usedBy: readonly string[];
}

/**
 * Ends the use of servers by one service in one environment, and stops those that nobody uses any more, also where a command
 * that was to stop them was killed. All data stays; the next apply starts them again.
 *
 * @throws {LocalEngineError} `engine-local/postgres-not-stopped`, `engine-local/process-not-stopped`
 */
export async function stopServers(request: StopServersRequest): Promise<readonly ServerAfterDown[]> {
  const { folders, service, environment } = request;
  const isMine = (thing: LocalThing) => thing.service === service && thing.environment === environment;
  const before = await listServers(folders);
  for (const server of before)
    for (const thing of server.things) if (isMine(thing) && thing.isInUse) await server.release(thing);
  const wasMine = new Set(before.filter(({ things }) => things.some(isMine)).map(({ folder }) => folder));
  const after = await allEnded(
    (await listServers(folders)).map(async (server): Promise<readonly ServerAfterDown[]> => {
      const others = server.things.filter(({ isInUse }) => isInUse);
      if (others.length > 0)
        return wasMine.has(server.folder) ? [{ title: server.title, status: "kept", usedBy: usersOf(others) }] : [];
      await server.stop(request);
      return server.pid === undefined ? [] : [{ title: server.title, status: "stopped", usedBy: [] }];
    }),
  );
  return after.flat();
}

/** Whose things these are, as `SERVICE/ENVIRONMENT`; sorted. */
export function usersOf(things: LocalServer["things"]): readonly string[] {
  return [...new Set(things.map(({ service, environment }) => `${service}/${environment}`))].sort();
}
