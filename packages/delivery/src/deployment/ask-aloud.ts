import { askGates } from "../gates/ask-gates.ts";
import type { GateFacts } from "../gates/gate.ts";
import type { DeployRequest } from "./deploy.ts";
import type { Deployment, RecordedGate } from "./deployment.ts";
import { kindOf } from "./requested-attempt.ts";

/** Asks the gates of a request, and says that it does. */
export async function askAloud(
  request: DeployRequest,
  previous: Deployment | undefined,
): Promise<readonly RecordedGate[]> {
  const { events, signal } = request.context;
  if (request.gates.length === 0) return [];
  events({ type: "started", id: "gates", title: "ask the gates" });
  try {
    const answers = await askGates(request.gates, factsOf(request, previous));
    const against = answers.filter(({ answer }) => answer !== "allow").map(({ gate }) => gate);
    const outcome = against.length === 0 ? "done" : "failed";
    events({ type: "finished", id: "gates", outcome, message: against.join(", ") || undefined });
    return answers;
  } catch (error) {
    events({ type: "finished", id: "gates", outcome: signal.aborted ? "cancelled" : "failed" });
    throw error;
  }
}

function factsOf(request: DeployRequest, previous: Deployment | undefined): GateFacts {
  const { release, target, state, context, force } = request;
  return {
    release,
    graph: target.graph,
    previous,
    state,
    now: context.clock.now(),
    actor: context.holder.who,
    kind: kindOf(request, previous),
    force,
    signal: context.signal,
  };
}
