import { currentHolder, withLock } from "@towpath/provisioning";
import { processesOf } from "../data-folder/processes-of.ts";
import { recordedProcesses } from "../data-folder/recorded-processes.ts";
import { LocalEngineError } from "../errors.ts";
import { isRunning } from "../processes/process-record.ts";
import { usersOf } from "../stop-servers.ts";
import { DEFAULT_SETTINGS } from "../workload/host-settings.ts";
import { recordedWorkloads, stopWorkloadsIn } from "../workload/stop-workloads.ts";
import type { WorkloadRecord } from "../workload/workload-record.ts";
import type { Ailment } from "./ailment.ts";
import type { Patient } from "./patient.ts";

/** What is on record as running runs, and what runs is on record. */
export async function examineProcesses(patient: Patient): Promise<readonly Ailment[]> {
  return [...(await deadWorkloads(patient)), ...deadServers(patient), ...(await strays(patient))];
}

async function deadWorkloads({ services, folders, state, context, clock }: Patient): Promise<readonly Ailment[]> {
  const found: Ailment[] = [];
  for (const { service, environment, folders: of } of services) {
    const about = { service, environment };
    let records: Awaited<ReturnType<typeof recordedWorkloads>>;
    try {
      records = await recordedWorkloads(of);
    } catch (error) {
      if (!(error instanceof LocalEngineError)) throw error;
      const mend = `${error.hint ?? ""} towpath down --all ends what still runs of it.`;
      found.push({
        code: "doctor/record-damaged",
        level: "mandatory",
        message: error.message,
        where: of.root,
        about,
        mend,
      });
      continue;
    }
    const dead = records.flatMap(({ folders: { recordFile }, record }) => {
      const processes = recordedOf(record);
      const gone = processes.filter((process) => !isRunning(process));
      return gone.length > 0 ? [{ recordFile, record, gone, isWhole: gone.length === processes.length }] : [];
    });
    const mayFix = dead.length > 0 && dead.every(({ isWhole }) => isWhole) && dead.length === ranOnes(records).length;
    for (const { recordFile, record, gone } of dead)
      found.push({
        code: "doctor/stale-record",
        level: "advisory",
        message: `${record.workload} of ${service} in ${environment} is on record as running, but ${endedOf(gone.map(({ pid }) => pid))}.`,
        where: recordFile,
        about: { ...about, address: record.workload },
        mend: `towpath up -e ${environment} in the folder of ${service} starts it; towpath down -e ${environment} forgets it.`,
        ...(mayFix
          ? {
              fix: () =>
                withLock(
                  state,
                  `runs/${service}.${environment}`,
                  currentHolder(clock, context.variables),
                  0,
                  context,
                  async () => {
                    await stopWorkloadsIn(of, { ...DEFAULT_SETTINGS, folder: folders.data }, context);
                    return `${record.workload} of ${service} in ${environment} is on record as stopped.`;
                  },
                ),
            }
          : {}),
      });
  }
  return found;
}

function endedOf(pids: readonly number[]): string {
  return pids.length === 1 ? `process ${pids.join()} has ended` : `processes ${pids.join(", ")} have ended`;
}

function ranOnes(records: readonly { readonly record: WorkloadRecord }[]): readonly unknown[] {
  return records.filter(({ record }) => recordedOf(record).length > 0);
}

function recordedOf({ serving, proxy, scheduler }: WorkloadRecord) {
  return [serving?.process, proxy?.process, scheduler?.process].filter((process) => process !== undefined);
}

/** A server in use that does not run keeps the next `down` from stopping what it shares with others. */
function deadServers({ servers }: Patient): readonly Ailment[] {
  return servers.flatMap((server): readonly Ailment[] => {
    const used = server.things.filter(({ isInUse }) => isInUse);
    const [first] = used;
    if (!first || server.pid !== undefined) return [];
    return [
      {
        code: "doctor/stale-record",
        level: "advisory",
        message: `${server.title} is on record as used by ${usersOf(used).join(", ")}, but does not run, as after a restart of the machine.`,
        where: first.record,
        about: used.length === 1 ? first : undefined,
        mend: "towpath up in the folder of a service that needs it starts it; its data is as it was.",
        async fix() {
          for (const thing of used) await server.release(thing);
          return `${server.title} is on record as stopped.`;
        },
      },
    ];
  });
}

async function strays({ folders, servers }: Patient): Promise<readonly Ailment[]> {
  const recorded = await recordedProcesses(folders);
  const served = new Set(servers.flatMap(({ pid }) => pid ?? []));
  const running = new Map(processesOf(folders).map((each) => [each.pid, each] as const));
  const isKnown = (pid: number, startToken: string) => recorded.starts.has(`${pid} ${startToken}`) || served.has(pid);
  return [...running.values()]
    .filter(({ pid, startToken, group, marker }) => {
      const leader = running.get(group);
      const isLed = leader !== undefined && leader.pid !== pid; // said of who leads it, or not at all
      return !isLed && !isKnown(pid, startToken) && !recorded.markers.has(marker);
    })
    .map(({ pid, program, folder }) => ({
      code: "doctor/stray-process" as const,
      level: "advisory" as const,
      message: `${program || "A process"} (${pid}) works in this folder, and no record names it: no command will ever stop it by itself.`,
      where: folder,
      mend: `kill ${pid}, or towpath down --all`,
    }));
}
