import { compareText } from "@towpath/core";
import type { Target, WorkloadDrift } from "@towpath/provisioning";
import { serviceOnThisMachine } from "./consumed-services.ts";
import { openFingerprint } from "./fingerprint.ts";
import { proxyDifferences, schedulerDifferences } from "./front-differences.ts";
import type { HostSettings } from "./host-settings.ts";
import { type Found, found, instanceDifferences } from "./instance-differences.ts";
import { recordedWorkloads } from "./stop-workloads.ts";
import { serviceFolders } from "./workload-folders.ts";
import type { InstanceRecord } from "./workload-record.ts";

/** How what runs differs from what was rolled out last. A look: it starts and mends nothing. */
export async function workloadDrift(
  { graph }: Pick<Target, "graph">,
  { folder }: Pick<HostSettings, "folder">,
): Promise<readonly WorkloadDrift[]> {
  const recorded = await recordedWorkloads(serviceFolders(folder, graph.service.name, graph.environment.name));
  if (recorded.length === 0) return [];
  const fingerprint = await openFingerprint(folder);
  const drifts = await Promise.all(
    recorded.map(async ({ folders, record }): Promise<readonly WorkloadDrift[]> => {
      const { serving, workload } = record;
      if (!serving) return [];
      const hasRun = serving.kind === "job" && serving.schedule === undefined;
      const all = [
        ...(hasRun ? [] : await instanceDifferences(folders, serving, fingerprint)),
        ...(serving.kind === "server" ? await proxyDifferences(record, serving) : []),
        ...(serving.kind === "job" ? await schedulerDifferences(record, serving, false) : []),
        ...(hasRun ? [] : await movedServices(serving, { graph }, folder)),
      ];
      if (all.length === 0) return [];
      const differences = all.map(({ difference }) => difference).sort((a, b) => compareText(a.path, b.path));
      return [{ workload, differences, message: `${workload}: ${all.map(({ sentence }) => sentence).join("; ")}.` }];
    }),
  );
  return drifts.flat().sort((a, b) => compareText(a.workload, b.workload));
}

/** The services whose address is another one than it was handed. */
async function movedServices(
  { consumes }: InstanceRecord,
  { graph }: Pick<Target, "graph">,
  dataFolder: string,
): Promise<readonly Found[]> {
  const moved = await Promise.all(
    Object.entries(consumes).map(async ([address, handed]) => {
      const service = graph.consumes.find((one) => one.address === address)?.service;
      const other =
        service === undefined ? undefined : await serviceOnThisMachine(dataFolder, service, graph.environment.name);
      if (other === undefined || other === "ambiguous" || other.url === undefined || other.url === handed) return [];
      return [found(address, handed, other.url, `it calls ${service} at ${handed}, which is at ${other.url} now`)];
    }),
  );
  return moved.flat();
}
