import type { Instance, Target } from "@towpath/provisioning";
import { describeInstance } from "./describe-instance.ts";
import { describeJob } from "./describe-job.ts";
import { proxyDifferences } from "./front-differences.ts";
import type { HostSettings } from "./host-settings.ts";
import { askInstance, isAlive } from "./instance.ts";
import { recordedWorkloads } from "./stop-workloads.ts";
import { serviceFolders, type WorkloadFolders } from "./workload-folders.ts";
import type { InstanceRecord, WorkloadRecord } from "./workload-record.ts";

const ENDED = "its process has ended";

/**
 * Every instance that is on record, as it is now. The artifact of what serves is what the proxy itself says it serves. A look:
 * that a proxy does not run is said, and the next roll starts it again.
 */
export async function currentInstances(target: Target, settings: HostSettings): Promise<readonly Instance[]> {
  const service = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);
  const instances = await Promise.all(
    (await recordedWorkloads(service)).map(async ({ folders, record }) => {
      const { serving, starting, leaving } = record;
      return [
        ...(serving ? [await describeServing(folders, record, serving)] : []),
        ...(starting ? [await describeStarting(record, starting)] : []),
        ...leaving
          .filter(isAlive)
          .map((instance) => describeInstance(record, instance, "unhealthy", { is: "leaving" })),
      ];
    }),
  );
  return instances.flat();
}

/** Without a process on record it is about to start, or the command that meant to start it was killed. */
async function describeStarting(record: WorkloadRecord, starting: InstanceRecord): Promise<Instance> {
  const { weight } = record;
  if (starting.process && !isAlive(starting)) return describeInstance(record, starting, "stopped", { problem: ENDED });
  if (weight === undefined) return describeInstance(record, starting, "starting");
  const share = { share: `${weight} of 100 requests` };
  const verdict = await askInstance(starting);
  if (verdict.healthy) return describeInstance(record, starting, "healthy", share);
  return describeInstance(record, starting, "unhealthy", { ...share, problem: verdict.why });
}

async function describeServing(
  folders: WorkloadFolders,
  record: WorkloadRecord,
  serving: InstanceRecord,
): Promise<Instance> {
  if (serving.kind === "job") return describeJob(folders, record, serving);
  if (!isAlive(serving)) return describeInstance(record, serving, "stopped", { problem: ENDED });
  const [front] = serving.kind === "server" ? await proxyDifferences(record, serving) : [];
  if (front) return describeInstance(record, serving, "unhealthy", { problem: front.sentence });
  const verdict = await askInstance(serving);
  if (!verdict.healthy) return describeInstance(record, serving, "unhealthy", { problem: verdict.why });
  return describeInstance(record, serving, "healthy");
}
