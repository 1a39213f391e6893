import { type Effects, TowpathError } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { environmentKey, readState } from "@towpath/provisioning";
import { openWorkshop } from "./open-world.ts";

/** The graph that was last applied, as far as the state can be read from here. */
export interface LastApplied {
  readonly graph?: Graph | undefined;
  readonly against: string;
  readonly why?: string | undefined;
}

/** Reads what was last applied. Who has no credentials for the state gets no graph, and hears why. */
export async function lastAppliedGraph(graph: Graph, effects: Effects): Promise<LastApplied> {
  try {
    const workshop = await openWorkshop(graph, effects);
    const { lastApplied } = await readState(workshop.state, environmentKey(workshop));
    return lastApplied
      ? { graph: lastApplied, against: "what was last applied" }
      : { against: "nothing", why: "Nothing is on record of an earlier apply." };
  } catch (error) {
    if (!(error instanceof TowpathError)) throw error;
    return { against: "nothing", why: `The state cannot be read from here: ${error.message}` };
  }
}
