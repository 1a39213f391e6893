import { DeliveryError, pruneReleases } from "@towpath/delivery";
import type { Context } from "@towpath/provisioning";
import type { World } from "./open-world.ts";

/**
 * Makes room in the artifact store after a build: old releases that never served anybody go. What is wrong with it is said and
 * fails no build.
 */
export async function pruneAfterBuild({ graph, state, artifacts }: World, context: Context): Promise<void> {
  const { clock, events } = context;
  try {
    const removed = await pruneReleases({ service: graph.service.name, state, artifacts, now: clock.now() });
    if (removed.length > 0)
      events({
        type: "notice",
        message: `Removed ${removed.length} artifacts of old releases of ${graph.service.name} that were never deployed.`,
      });
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    events({ type: "notice", message: `No old artifact was removed: ${error.message}` });
  }
}
