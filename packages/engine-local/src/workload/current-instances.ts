import type { Context, Instance, Target } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { proxyStatus } from "../proxy/proxy-process.ts";
import { converge } from "./converge.ts";
import { describeInstance } from "./describe-instance.ts";
import { probe } from "./health-gate.ts";
import type { HostSettings } from "./host-settings.ts";
import { isAlive } from "./instance.ts";
import { recordedWorkloads } from "./stop-workloads.ts";
import { serviceFolders } from "./workload-folders.ts";
import { openJournal } from "./workload-journal.ts";
import { withWorkloadLock } from "./workload-lock.ts";
import { targetOf } from "./workload-proxy.ts";
import type { InstanceRecord, WorkloadRecord } from "./workload-record.ts";

/**
 * Every instance that is on record, as it is now. The artifact of what serves is what the proxy itself says it serves. A proxy
 * that was killed is started again.
 */
export async function currentInstances(
  target: Target,
  settings: HostSettings,
  context: Context,
): Promise<readonly Instance[]> {
  const folders = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);
  const recorded = await recordedWorkloads(folders);
  if ((await Promise.all(recorded.map(({ record }) => needsMending(record)))).includes(true)) {
    await mend(target, settings, context);
    return described(await recordedWorkloads(folders));
  }
  return described(recorded);
}

async function described(recorded: Awaited<ReturnType<typeof recordedWorkloads>>): Promise<readonly Instance[]> {
  const instances = await Promise.all(
    recorded.map(async ({ record }) => {
      const { serving, starting, leaving } = record;
      return [
        ...(serving ? [await describeServing(record, serving)] : []),
        ...(starting ? [describeInstance(record, starting, "starting")] : []),
        ...leaving
          .filter(isAlive)
          .map((instance) => describeInstance(record, instance, "unhealthy", { is: "leaving" })),
      ];
    }),
  );
  return instances.flat();
}

async function describeServing(record: WorkloadRecord, serving: InstanceRecord): Promise<Instance> {
  if (!isAlive(serving)) return describeInstance(record, serving, "stopped", { problem: "its process has ended" });
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

async function needsMending({ serving, proxy }: WorkloadRecord): Promise<boolean> {
  if (!serving) return false;
  const status = proxy && (await proxyStatus(proxy));
  return !status || status.target?.port !== targetOf(serving)?.port;
}

/** Whoever is changing these workloads at the moment does it themselves. */
async function mend(target: Target, settings: HostSettings, context: Context): Promise<void> {
  const folders = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);
  try {
    await withWorkloadLock(folders, 0, context, async (lock) => {
      for (const { folders: of, record } of await recordedWorkloads(folders))
        await converge(await openJournal(of, record.workload, lock), settings, context);
    });
  } catch (error) {
    if (!(error instanceof LocalEngineError) || error.code !== "engine-local/workload-busy") throw error;
  }
}
