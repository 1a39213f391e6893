import { type Effects, errorMessage, isAbort } from "@towpath/core";
import type { Running } from "@towpath/evidence/controls";
import type { OpenGraph } from "../documents/open-documents.ts";
import { openWorld, targetOf, workloadHostHere } from "../environment/open-world.ts";

/** What runs of a service in an environment now, as its engine says; or why nobody knows. Changes nothing. */
export async function runningDigests(opened: OpenGraph, effects: Effects): Promise<Running> {
  const { graph } = opened;
  if (graph.workloads.length === 0) return { digests: [] };
  try {
    const world = await openWorld(graph, effects, opened);
    const host = workloadHostHere(world);
    if (!host) return { why: "No engine here can say what runs." };
    const instances = await host.current(await targetOf(world), world.context);
    const running = instances.filter(({ status }) => status !== "stopped" && status !== "completed");
    return {
      digests: running.map(({ workload, artifact }) => ({
        environment: graph.environment.name,
        workload,
        digest: artifact,
      })),
    };
  } catch (error) {
    if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
    return { why: errorMessage(error) };
  }
}
