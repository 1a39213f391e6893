import { type ServerAfterDown, stopServers } from "@towpath/engine-local";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { type DownAllData, downAll, serverLine } from "../environment/down-all.ts";
import { refuseOne } from "../environment/machine.ts";
import { alone, openWorld, stopAll } from "../environment/open-world.ts";
import { clearTestResources } from "../environment/test-environment.ts";
import { operation } from "../operation.ts";

/** What to stop: one service in one environment, or everything. */
export interface DownRequest extends EnvironmentRequest {
  /** Everything that Towpath runs on this machine for this user; no manifest is read. */
  readonly isAll?: boolean | undefined;
}

/** What was stopped of one service. */
export interface DownData {
  /** Addresses of the workloads that ran and were stopped. */
  readonly workloads: readonly string[];
  /** The servers that were used, and what became of them. */
  readonly servers: readonly ServerAfterDown[];
}

/** Stops what `up` started, and the servers that no other service uses; or everything on this machine. All data stays. */
export const down = operation<DownRequest, DownData | DownAllData>("down", async (request, effects) => {
  if (request.isAll) {
    refuseOne(request);
    return downAll(effects);
  }
  const opened = await openGraph(request, effects, true);
  const { graph } = opened;
  const opening = await openWorld(graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  return alone(opening, async (world) => {
    const { context, folders } = world;
    const about = { service: graph.service.name, environment: graph.environment.name };
    const instances = await stopAll(world);
    const workloads = [...new Set(instances.map(({ workload }) => workload))];
    const hadTestResources = await clearTestResources(opened, effects);
    const servers = await stopServers({ ...about, folders, clock: context.clock, signal: context.signal });
    const lines = [
      ...workloads.map((workload) => `${workload}: stopped`),
      ...(hadTestResources ? ["resources that tests left behind: taken down"] : []),
      ...servers.map(serverLine),
    ];
    return {
      ...about,
      status: "ok",
      summary:
        lines.length > 0
          ? `${about.service} is down in ${about.environment}; its data stays.`
          : `Nothing of ${about.service} was running in ${about.environment}.`,
      sections: lines.length > 0 ? [{ kind: "lines", lines }] : [],
      data: { workloads, servers },
    };
  });
});
