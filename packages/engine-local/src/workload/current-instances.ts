import type { Instance, Target } from "@towpath/provisioning";
import { proxyStatus } from "../proxy/proxy-process.ts";
import { describeInstance } from "./describe-instance.ts";
import { probe } from "./health-gate.ts";
import type { HostSettings } from "./host-settings.ts";
import { isAlive } from "./instance.ts";
import { recordedWorkloads } from "./stop-workloads.ts";
import { serviceFolders } from "./workload-folders.ts";
import type { InstanceRecord, WorkloadRecord } from "./workload-record.ts";

const ENDED = "its process has ended";

/**
 * Every instance that is on record, as it is now. The artifact of what serves is what the proxy itself says it serves. A look:
 * that a proxy does not run is said, and the next roll starts it again.
 */
export async function currentInstances(target: Target, settings: HostSettings): Promise<readonly Instance[]> {
  const folders = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);
  const instances = await Promise.all(
    (await recordedWorkloads(folders)).map(async ({ record }) => {
      const { serving, starting, leaving } = record;
      return [
        ...(serving ? [await describeServing(record, serving)] : []),
        ...(starting ? [describeStarting(record, starting)] : []),
        ...leaving
          .filter(isAlive)
          .map((instance) => describeInstance(record, instance, "unhealthy", { is: "leaving" })),
      ];
    }),
  );
  return instances.flat();
}

/** Without a process on record it is about to start, or the command that meant to start it was killed. */
function describeStarting(record: WorkloadRecord, starting: InstanceRecord): Instance {
  if (!starting.process || isAlive(starting)) return describeInstance(record, starting, "starting");
  return describeInstance(record, starting, "stopped", { problem: ENDED });
}

async function describeServing(record: WorkloadRecord, serving: InstanceRecord): Promise<Instance> {
  if (!isAlive(serving)) return describeInstance(record, serving, "stopped", { problem: ENDED });
  const status = record.proxy && (await proxyStatus(record.proxy));
  const isTarget = status?.target?.port === serving.port;
  if (!isTarget) {
    const problem = status ? "the proxy does not send requests to it" : "its proxy does not run";
    return describeInstance(record, serving, "unhealthy", { problem });
  }
  const artifact = status?.target?.digest === serving.artifact ? serving : undefined;
  const verdict = await probe(serving.port, serving.health);
  if (!artifact) return describeInstance(record, serving, "unhealthy", { problem: "the proxy names another artifact" });
  if (!verdict.healthy) return describeInstance(record, serving, "unhealthy", { problem: verdict.why });
  return describeInstance(record, serving, "healthy");
}
