import type { Clock } from "@towpath/core";
import type { Context, Instance } from "@towpath/provisioning";
import type { LocalFolders } from "./data-folder/local-folders.ts";
import { processesOf } from "./data-folder/processes-of.ts";
import { processesIn, type StartedProcess } from "./processes/processes-in.ts";
import { stopProcess } from "./processes/stop-process.ts";
import { listServers, SERVER_KINDS } from "./servers/list-servers.ts";
import type { LocalServer, LocalThing } from "./servers/local-server.ts";
import { usersOf } from "./stop-servers.ts";
import { DEFAULT_SETTINGS } from "./workload/host-settings.ts";
import { stopWorkloadsIn } from "./workload/stop-workloads.ts";
import { serviceFolders, servicesWithWorkloads } from "./workload/workload-folders.ts";

/** One service in one environment. */
export interface ServiceOnMachine {
  readonly service: string;
  readonly environment: string;
}

/** What of a service was ended, and what stood in the way. */
export interface StoppedService {
  readonly instances: readonly Instance[];
  /** Processes that no readable record names. */
  readonly strays: readonly StartedProcess[];
  readonly problems: readonly unknown[];
}

/** A server that ran, or that would not stop. */
export interface StoppedServer {
  readonly title: string;
  /** Whose run it goes on for, as `SERVICE/ENVIRONMENT`; none where it was stopped. */
  readonly usedBy: readonly string[];
  /** Why it runs on, where it does. */
  readonly problem?: unknown;
}

const STRAY_GRACE_MS = 10_000;

interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The services that have workloads on record here, whether or not anything of them runs; sorted. */
export async function servicesOnRecord({ data }: Pick<LocalFolders, "data">): Promise<readonly ServiceOnMachine[]> {
  return (await servicesWithWorkloads(data)).map(({ service, environment }) => ({ service, environment }));
}

/**
 * Ends the workloads of a service in an environment by what is on record, and then whatever else Towpath started in their
 * folders: a record that cannot be read keeps nothing alive. Data, ports and logs stay.
 */
export async function stopService(
  folders: LocalFolders,
  { service, environment }: ServiceOnMachine,
  context: Context,
): Promise<StoppedService> {
  const of = serviceFolders(folders.data, service, environment);
  const problems: unknown[] = [];
  const instances = await stopWorkloadsIn(of, { ...DEFAULT_SETTINGS, folder: folders.data }, context).catch(
    (error: unknown) => {
      problems.push(error);
      return [];
    },
  );
  const strays = await stopStrays(processesIn(of.root), context);
  return { instances, strays: strays.ended, problems: [...problems, ...strays.problems] };
}

/**
 * Stops every server of this user, whoever uses it. All data stays; one that does not stop keeps no other running.
 *
 * @param except services that somebody else changes at this moment: what they use goes on
 */
export async function stopAllServers(
  folders: LocalFolders,
  waiting: Waiting,
  except: readonly ServiceOnMachine[] = [],
): Promise<readonly StoppedServer[]> {
  const stopped = await Promise.all(
    SERVER_KINDS.map(async (list): Promise<readonly StoppedServer[]> => {
      try {
        return (await Promise.all((await list(folders)).map((server) => stopServer(server, except, waiting)))).flat();
      } catch (problem) {
        return [{ title: "a kind of server", usedBy: [], problem }];
      }
    }),
  );
  return stopped.flat();
}

async function stopServer(
  server: LocalServer,
  except: readonly ServiceOnMachine[],
  waiting: Waiting,
): Promise<readonly StoppedServer[]> {
  const { title, things, pid } = server;
  const spared = usedByAny(server, except);
  try {
    for (const thing of things) if (thing.isInUse && !spared.includes(thing)) await server.release(thing);
    if (spared.length > 0) return pid === undefined ? [] : [{ title, usedBy: usersOf(spared) }];
    await server.stop(waiting);
    return pid === undefined ? [] : [{ title, usedBy: [] }];
  } catch (problem) {
    return [{ title, usedBy: [], problem }];
  }
}

/** What of a server these services use. */
function usedByAny({ things }: LocalServer, services: readonly ServiceOnMachine[]): readonly LocalThing[] {
  return things.filter(
    (thing) =>
      thing.isInUse &&
      services.some(({ service, environment }) => service === thing.service && environment === thing.environment),
  );
}

/**
 * Ends what Towpath started in the folders and no record names any more.
 *
 * @param except services that somebody else changes at this moment: neither their workloads nor their servers
 */
export async function stopUnrecorded(
  folders: LocalFolders,
  waiting: Waiting,
  except: readonly ServiceOnMachine[] = [],
): Promise<{ readonly ended: readonly StartedProcess[]; readonly problems: readonly unknown[] }> {
  const workloads = except.map(({ service, environment }) => serviceFolders(folders.data, service, environment).root);
  const servers = except.length === 0 ? [] : await listServers(folders);
  const used = servers.filter((server) => usedByAny(server, except).length > 0).map(({ folder }) => folder);
  const spared = [...workloads, ...used];
  const isSpared = (at: string) => spared.some((folder) => `${at}/`.startsWith(`${folder}/`));
  return stopStrays(
    processesOf(folders).filter(({ folder }) => !isSpared(folder)),
    waiting,
  );
}

async function stopStrays(strays: readonly StartedProcess[], { clock, signal }: Waiting) {
  const ended: StartedProcess[] = [];
  const problems: unknown[] = [];
  for (const stray of leaders(strays)) {
    const { pid, startToken } = stray;
    try {
      await stopProcess({ pid, startToken, startedAt: "" }, { graceMs: STRAY_GRACE_MS, clock, signal });
      ended.push(stray);
    } catch (problem) {
      problems.push(problem);
    }
  }
  return { ended, problems };
}

/** Those that are ended by themselves; the rest of a group ends with who leads it. */
function leaders(processes: readonly StartedProcess[]): readonly StartedProcess[] {
  const pids = new Set(processes.map(({ pid }) => pid));
  return processes.filter(({ pid, group }) => pid === group || !pids.has(group));
}
