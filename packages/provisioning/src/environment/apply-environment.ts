import { compareText } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { ChangeOutcome, Consent, Outcome } from "../engine.ts";
import { withLock } from "../lock/with-lock.ts";
import type { Goal, Plan } from "../plan.ts";
import { buildPlan } from "../planning/build-plan.ts";
import { requireConsent } from "../planning/consent.ts";
import { requireSamePlan } from "../planning/stale-plan.ts";
import { readState, updateState } from "../state/state.ts";
import { engineGroups } from "./engine-groups.ts";
import { type Environment, environmentKey, planEnvironment, targetOf } from "./environment.ts";
import { inStages } from "./stages.ts";

/** How a plan is to be carried out. */
export interface ApplyOptions {
  /** The plan that was approved; without one, what planning under the lock gives is carried out. */
  readonly approved?: Plan | undefined;
  /** What to do when nothing was approved; an approved plan says it itself. */
  readonly goal?: Goal | undefined;
  /** Of a destruction that nobody approved a plan of: these orphans and nothing else. */
  readonly only?: Plan["only"];
  readonly consent?: Consent | undefined;
  /** How long to wait for another run that has the lock, in milliseconds; 0 fails at once. */
  readonly waitMs?: number | undefined;
}

/** What was carried out, and how it ended. */
export interface Applied {
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/**
 * Carries a plan out over all engines of an environment, under the lock of its state. Plans again first, and refuses when
 * that gives other changes than were approved. Engines follow each other in the order of the graph, in parts where they need
 * each other; when one does not get through, those after it are left out.
 *
 * @throws {ProvisioningError} `provisioning/stale-plan`, `provisioning/consent-missing`, before anything is touched
 * @throws {ProvisioningError} `provisioning/lock-lost` when another run took the lock meanwhile
 * @throws {LockHeld} when another run has it for longer than `waitMs`
 */
export async function applyEnvironment(environment: Environment, options: ApplyOptions = {}): Promise<Applied> {
  const { context } = environment;
  const { approved, consent = { allowed: [] }, waitMs = 0 } = options;
  const goal = approved?.goal ?? options.goal ?? "match";
  const only = approved ? approved.only : options.only;
  const key = environmentKey(environment);
  if (approved) requireConsent(approved, consent);
  return withLock(environment.state, key, context.holder, waitMs, context, async (locked) => {
    const held: Environment = { ...environment, state: locked.store, context: { ...context, signal: locked.signal } };
    const plan = await planEnvironment(held, goal, consent, { only, isToBeApplied: true });
    if (approved) requireSamePlan(approved, plan);
    requireConsent(plan, consent);
    const outcome = await carryOut(held, plan, consent);
    if (outcome.status === "done" && !only) await recordApplied(held, goal);
    else if (!context.signal.aborted) locked.signal.throwIfAborted(); // nobody interrupted it: the lock was lost
    return { plan, outcome };
  });
}

async function carryOut(environment: Environment, plan: Plan, consent: Consent): Promise<Outcome> {
  const { graph, context, state } = environment;
  const document = await readState(state, environmentKey(environment));
  const groups = engineGroups(graph, document, environment.engines, plan.only);
  const engines = plan.goal === "destroy" ? groups.toReversed().flat() : groups.flat();
  const changes: ChangeOutcome[] = [];
  let status: Outcome["status"] = "done";
  for (const { engine, changes: share, isWhole } of inStages(engines, plan, graph, document)) {
    if (status !== "done" || context.signal.aborted) {
      if (share.some((change) => change.action !== "none") && status === "done") status = "cancelled";
      changes.push(...share.map(({ address, action }) => leftOut(address, action, status)));
      continue;
    }
    const part = buildPlan({ ...plan, changes: share, createdAt: new Date(plan.createdAt) });
    const only = isWhole ? plan.only : share.map(({ address }) => address);
    const outcome = await engine.apply(targetOf(environment, document, only), part, consent, context);
    changes.push(...outcome.changes);
    status = outcome.status;
  }
  return { status, changes: changes.sort((a, b) => compareText(a.address, b.address)) };
}

function leftOut(address: string, action: ChangeOutcome["action"], status: Outcome["status"]): ChangeOutcome {
  return status === "failed"
    ? { address, action, status: "skipped", message: "Left out, because an engine before it failed.", durationMs: 0 }
    : { address, action, status: "cancelled", message: "The run was cancelled before it.", durationMs: 0 };
}

async function recordApplied(environment: Environment, goal: Goal): Promise<void> {
  const graph = withoutSecretValues(environment.graph);
  await updateState(environment.state, environmentKey(environment), (state) => {
    if (goal === "match" && JSON.stringify(state.lastApplied) === JSON.stringify(graph)) return state;
    const { lastApplied: _, ...rest } = state;
    return goal === "match" ? { ...rest, lastApplied: graph } : rest;
  });
}

/** The graph without the values of settings that are secret, in any layer. */
function withoutSecretValues(graph: Graph): Graph {
  const hidden = "[secret]";
  const resources = graph.resources.map((resource) => ({
    ...resource,
    settings: Object.fromEntries(
      Object.entries(resource.settings).map(([name, setting]) => [
        name,
        setting.isSecret
          ? {
              ...setting,
              ...(setting.known ? { value: hidden } : {}),
              chain: setting.chain.map((link) => ({ ...link, value: hidden })),
            }
          : setting,
      ]),
    ),
  }));
  return { ...graph, resources };
}
