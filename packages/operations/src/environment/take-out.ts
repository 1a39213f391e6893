import type { Effects } from "@towpath/core";
import { stopServers } from "@towpath/engine-local";
import { type Applied, applyEnvironment, type Consent, type Plan } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import { leaveHome } from "./home-of-service.ts";
import { knownAddresses, removeWorkloads, stopAll, type World } from "./open-world.ts";
import { clearTestResources } from "./test-environment.ts";

/** What became of a destruction. */
export interface TakenOut extends Applied {
  /** Something of the service ran. */
  readonly hasStopped: boolean;
}

/**
 * Carries out the plan of a destruction. Of a whole service it stops what runs first, and in the end the servers of what is
 * kept, too: nobody is there any more to use them. What goes by name goes alone.
 */
export async function takeOut(
  world: World,
  opened: OpenGraph,
  approved: Plan,
  consent: Consent,
  effects: Effects,
): Promise<TakenOut> {
  if (approved.only) return { ...(await applyEnvironment(world, { approved, consent })), hasStopped: false };
  const stopped = await stopAll(world);
  await clearTestResources(opened, effects);
  const done = await applyEnvironment(world, { approved, consent });
  if (done.outcome.status === "done") {
    await removeWorkloads(world);
    const { graph, folders, context } = world;
    const about = { service: graph.service.name, environment: graph.environment.name };
    await stopServers({ ...about, folders, clock: context.clock, signal: context.signal });
    if ((await knownAddresses({ ...world, graph: { ...graph, resources: [] } })).size === 0) await leaveHome(world);
  }
  return { ...done, hasStopped: stopped.length > 0 };
}
