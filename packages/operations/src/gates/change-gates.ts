import { type Effects, isAbort } from "@towpath/core";
import { approvalsGate, approvalsOf, freezeGate, type GateAnswer, type RecordedGate } from "@towpath/delivery";
import { isEmptyPlan, type Plan } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import type { World } from "../environment/open-world.ts";
import { frozenBy } from "./environment-gates.ts";
import { membersHere } from "./people.ts";
import { peopleOfMerge } from "./people-of-merge.ts";

/** What is asked before a plan is carried out. */
export interface ChangeGatesRequest {
  readonly world: World;
  readonly opened: Pick<OpenGraph, "platform">;
  readonly plan: Plan;
  /** The commit by whose merge a pull request came that showed this very plan: who approved of it there agreed to the plan. */
  readonly merged?: string | undefined;
  /** Something goes although no resource changes: what runs is stopped. */
  readonly isMore?: boolean | undefined;
}

/** What stands before a plan: freezes, and the approvals of its digest. A plan that changes nothing passes. */
export async function askChangeGates(
  { world, opened, plan, merged, isMore = false }: ChangeGatesRequest,
  effects: Effects,
): Promise<readonly RecordedGate[]> {
  const { graph, state, context } = world;
  const { gates } = graph.environment;
  if (!gates || (isEmptyPlan(plan) && !isMore)) return [];
  const digest = plan.changesDigest;
  const freeze = async (): Promise<GateAnswer> =>
    freezeGate(...(await frozenBy({ state, graph, digest, now: effects.clock.now() }, opened, effects)));
  const approvals = async (): Promise<GateAnswer> => {
    const given = await approvalsOf(state, graph.service.name, graph.environment.name, digest);
    const { reviewers, authors } =
      gates.approvals && merged !== undefined ? await peopleOfMerge(merged, opened, effects) : NOBODY;
    const { who } = context.holder;
    const answer = approvalsGate(
      gates.approvals,
      [...given, ...reviewers.map((by) => ({ by }))],
      // Who approved of what somebody else wrote may merge it, too, and so carry it out.
      { actor: reviewers.includes(who) ? "" : who, authors },
      await membersHere(opened.platform, gates.approvals?.by ?? [], effects),
    );
    return merged === undefined || answer.todo === undefined
      ? answer
      : { ...answer, todo: `${answer.todo} Or they approve of the merged pull request, and this runs again.` };
  };
  return Promise.all([answered("freeze", freeze, effects.signal), answered("approvals", approvals, effects.signal)]);
}

/** A plan that no pull request came with is nobody's work but of who carries it out. */
const NOBODY = { reviewers: [], authors: [] } as const;

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
