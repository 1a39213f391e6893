import { type Effects, isAbort } from "@towpath/core";
import { approvalsGate, approvalsOf, freezeGate, type GateAnswer, type RecordedGate } from "@towpath/delivery";
import { isEmptyPlan, type Plan } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import type { World } from "../environment/open-world.ts";
import { frozenBy } from "./environment-gates.ts";
import { membersHere } from "./people.ts";

/** What is asked before a plan is carried out. */
export interface ChangeGatesRequest {
  readonly world: World;
  readonly opened: Pick<OpenGraph, "platform">;
  readonly plan: Plan;
  /** People agreed to this very plan elsewhere, such as in the review of a merged pull request. */
  readonly isAgreed?: boolean | undefined;
  /** Something goes although no resource changes: what runs is stopped. */
  readonly isMore?: boolean | undefined;
}

/** What stands before a plan: freezes, and the approvals of its digest. A plan that changes nothing passes. */
export async function askChangeGates(
  { world, opened, plan, isAgreed = false, isMore = false }: ChangeGatesRequest,
  effects: Effects,
): Promise<readonly RecordedGate[]> {
  const { graph, state, context } = world;
  const { gates } = graph.environment;
  if (!gates || (isEmptyPlan(plan) && !isMore)) return [];
  const digest = plan.changesDigest;
  const freeze = async (): Promise<GateAnswer> =>
    freezeGate(...(await frozenBy({ state, graph, digest, now: effects.clock.now() }, opened, effects)));
  const approvals = async (): Promise<GateAnswer> => {
    if (isAgreed && gates.approvals)
      return { gate: "approvals", answer: "allow", reason: "This very plan was agreed to in review." };
    const given = await approvalsOf(state, graph.service.name, graph.environment.name, digest);
    // A plan is nobody's work but of who carries it out: what it comes of was reviewed with the documents.
    return approvalsGate(
      gates.approvals,
      given,
      { actor: context.holder.who, authors: [] },
      await membersHere(opened.platform, gates.approvals?.by ?? [], effects),
    );
  };
  return Promise.all([answered("freeze", freeze, effects.signal), answered("approvals", approvals, effects.signal)]);
}

async function answered(
  gate: "freeze" | "approvals",
  ask: () => Promise<GateAnswer>,
  signal: AbortSignal,
): Promise<RecordedGate> {
  try {
    return await ask();
  } catch (error) {
    if (isAbort(error, signal) || !(error instanceof Error)) throw error;
    return { gate, answer: "unknown", reason: `It could not be answered: ${error.message}` };
  }
}
