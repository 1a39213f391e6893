import { stopServers } from "@towpath/engine-local";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { alone, openWorld, targetOf, workloadHost } from "../environment/open-world.ts";
import { operation } from "../operation.ts";
import { count } from "./validate.ts";

export interface DownData {
  /** What ran and was stopped: workloads and servers. */
  readonly stopped: readonly string[];
}

/** Stops what `up` started, and the servers that no other service uses. All data stays. */
export const down = operation<EnvironmentRequest, DownData>("down", async (request, effects) => {
  const { graph } = openGraph(request, effects, true);
  const opening = await openWorld(graph, effects);
  return alone(opening, async (world) => {
    const { context, folders } = world;
    const instances = graph.workloads.length > 0 ? await workloadHost(world).stop(await targetOf(world), context) : [];
    const servers = await stopServers(
      { folders, service: graph.service.name, environment: graph.environment.name },
      context,
    );
    const stopped = [...new Set(instances.map(({ workload }) => workload)), ...servers];
    return {
      status: "ok",
      summary:
        stopped.length > 0
          ? `${count(stopped.length, "thing")} stopped; the data stays.`
          : `Nothing of ${graph.service.name} was running in ${graph.environment.name}.`,
      service: graph.service.name,
      environment: graph.environment.name,
      sections: stopped.length > 0 ? [{ kind: "lines", title: "Stopped", lines: stopped }] : [],
      data: { stopped },
    };
  });
});
