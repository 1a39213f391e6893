import { isPortFree } from "../ports/port.ts";
import { portOwner } from "../ports/port-owner.ts";
import { isRunning } from "../processes/process-record.ts";
import { recordedWorkloads } from "../workload/stop-workloads.ts";
import type { Ailment } from "./ailment.ts";
import type { Patient } from "./patient.ts";

/** The ports that are kept for what is stopped are still free for it. */
export async function examinePorts({ servers, services }: Patient): Promise<readonly Ailment[]> {
  const kept: {
    readonly port: number;
    readonly what: string;
    readonly where: string;
    readonly about?: Ailment["about"];
  }[] = [];
  for (const { title, port, pid, folder } of servers)
    if (port !== undefined && pid === undefined) kept.push({ port, what: title, where: folder });
  for (const { service, environment, folders } of services)
    for (const { record, folders: of } of await recordedWorkloads(folders).catch(() => [])) {
      const { port, proxy, workload } = record;
      if (port === undefined || (proxy && isRunning(proxy.process))) continue;
      const about = { service, environment, address: workload };
      kept.push({ port, what: `${workload} of ${service} in ${environment}`, where: of.recordFile, about });
    }
  const taken = await Promise.all(kept.map(async (each) => ((await isPortFree(each.port)) ? [] : [each])));
  return taken.flat().map(({ port, what, where, about }) => {
    const owner = portOwner(port);
    return {
      code: "doctor/port-taken",
      level: "advisory",
      message: `Port ${port} is kept for ${what}, which is stopped, and ${owner ?? "another program"} listens there. It gets another port at its next start, and says so.`,
      where,
      about,
      mend: `End ${owner ?? "that program"} first where something else has to find ${what} at ${port}; nothing has to be done otherwise.`,
    };
  });
}
