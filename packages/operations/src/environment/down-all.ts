import { existsSync } from "node:fs";
import { type Effects, errorMessage, type Finding, TowpathError } from "@towpath/core";
import {
  folderChange,
  fromElsewhere,
  type ServerAfterDown,
  type ServiceOnMachine,
  type StoppedService,
  stopAllServers,
  stopService,
  stopUnrecorded,
} from "@towpath/engine-local";
import { LockHeld, ProvisioningError, withLock } from "@towpath/provisioning";
import { counted } from "../describe/counted.ts";
import { OperationError } from "../errors.ts";
import { type Ending, findingOf } from "../operation.ts";
import { isSealed, type Machine, openMachine, servicesHere } from "./machine.ts";

/** How long a command that is at work on a service is waited for, in milliseconds. */
const WAIT_MS = 30_000;

/** What `down --all` stopped. */
export interface DownAllData {
  readonly folder: string;
  /** Addresses of the workloads that ran, each once. */
  readonly workloads: readonly string[];
  /** Whose they were. */
  readonly services: readonly (ServiceOnMachine & { readonly workloads: readonly string[] })[];
  /** The servers that ran, and what became of them. */
  readonly servers: readonly ServerAfterDown[];
  /** What Towpath had started and nobody had on record. */
  readonly unrecorded: readonly { readonly pid: number; readonly program: string; readonly folder: string }[];
}

/** Stops everything that Towpath runs for this user on this machine, by what is on record and what the kernel shows. */
export async function downAll(effects: Effects): Promise<Ending<DownAllData>> {
  const machine = openMachine(effects);
  const { folders, context } = machine;
  const nothing = { folder: folders.data, workloads: [], services: [], servers: [], unrecorded: [] };
  if (!existsSync(folders.data))
    return { status: "ok", summary: `Towpath keeps nothing in ${folders.data}.`, data: nothing };
  const change = await folderChange(folders);
  if (change && change !== "unknown") throw fromElsewhere(folders, change);

  const here = await servicesHere(machine);
  const problems: unknown[] = here.flatMap(({ problem }) => problem ?? []).filter((problem) => !isSealed(problem));
  const stopped = await Promise.all(
    here.map(async (of) => {
      try {
        return { ...of, ...(await stopAlone(machine, of)) };
      } catch (problem) {
        context.signal.throwIfAborted();
        return { ...of, instances: [], strays: [], problems: [problem], isSpared: true };
      }
    }),
  );
  const spared = stopped.filter((each) => "isSpared" in each);
  const servers = await stopAllServers(folders, context, spared);
  const unrecorded = await stopUnrecorded(folders, context, spared);
  problems.push(...stopped.flatMap((each) => each.problems), ...unrecorded.problems);
  problems.push(...servers.flatMap(({ problem }) => problem ?? []));

  const strays = [...stopped.flatMap((each) => each.strays), ...unrecorded.ended];
  const services = stopped
    .map(({ service, environment, instances }) => ({
      service,
      environment,
      workloads: [...new Set(instances.map(({ workload }) => workload))],
    }))
    .filter(({ workloads }) => workloads.length > 0);
  const data: DownAllData = {
    folder: folders.data,
    workloads: [...new Set(services.flatMap(({ workloads }) => workloads))],
    services,
    servers: servers.flatMap(({ title, usedBy, problem }): readonly ServerAfterDown[] =>
      problem === undefined ? [{ title, status: usedBy.length > 0 ? "kept" : "stopped", usedBy }] : [],
    ),
    unrecorded: strays.map(({ pid, program, folder }) => ({ pid, program, folder })),
  };
  const lines = linesOf(data);
  return {
    status: problems.length > 0 ? "fault" : "ok",
    summary: summaryOf(lines.length, problems.length),
    findings: problems.map(findingFor),
    sections: lines.length > 0 ? [{ kind: "lines", lines }] : [],
    data,
  };
}

/** A state that cannot be read cannot be locked either: then what is on record is stopped all the same. */
async function stopAlone({ folders, state, context }: Machine, of: ServiceOnMachine): Promise<StoppedService> {
  const key = `runs/${of.service}.${of.environment}`;
  try {
    return await withLock(state, key, context.holder, WAIT_MS, context, ({ signal }) =>
      stopService(folders, of, { ...context, signal }),
    );
  } catch (error) {
    if (error instanceof LockHeld || !(error instanceof ProvisioningError)) throw error;
    const rest = await stopService(folders, of, context);
    return isSealed(error) ? rest : { ...rest, problems: [...rest.problems, error] };
  }
}

function linesOf({ services, servers, unrecorded }: DownAllData): readonly string[] {
  return [
    ...services.flatMap(({ service, environment, workloads }) =>
      workloads.map((workload) => `${workload} of ${service} in ${environment}: stopped`),
    ),
    ...servers.map(serverLine),
    ...unrecorded.map(
      ({ pid, program, folder }) => `${program || "a process"} (${pid}) in ${folder}, which no record named: stopped`,
    ),
  ];
}

/** What became of a server, on one line. */
export function serverLine({ title, status, usedBy }: ServerAfterDown): string {
  return status === "stopped" ? `${title}: stopped` : `${title}: goes on, for ${usedBy.join(", ")}`;
}

function summaryOf(stopped: number, problems: number): string {
  if (problems > 0)
    return `${counted(problems, "thing")} stood in the way; everything else is down, and all data stays.`;
  return stopped > 0 ? "Everything is down on this machine; all data stays." : "Nothing was running on this machine.";
}

function findingFor(problem: unknown): Finding {
  if (problem instanceof TowpathError) return findingOf(problem);
  return findingOf(
    new OperationError({
      code: "operation/unexpected",
      kind: "fault",
      message: `Something did not stop: ${errorMessage(problem)}`,
      hint: "Run the same command again with --debug and report what it prints.",
      cause: problem,
    }),
  );
}
