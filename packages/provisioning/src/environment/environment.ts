import { type Address, compareText, type Finding } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Consent, Context, Observation, Target } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { Goal, Plan } from "../plan.ts";
import { buildPlan } from "../planning/build-plan.ts";
import { retainWithoutConsent } from "../planning/consent.ts";
import { outputsIn } from "../reconciler/output-readers.ts";
import { snapshotOf } from "../state/snapshot.ts";
import { readState, stateDigest } from "../state/state.ts";
import type { StateDocument } from "../state/state-document.ts";
import type { StateStore } from "../state-store.ts";
import { stateKey } from "../store/store-key.ts";
import { type Engines, engineGroups } from "./engine-groups.ts";
import { planEngines } from "./plan-engines.ts";

/** One service in one environment, with what makes it and where its state is. */
export interface Environment {
  readonly graph: Graph;
  readonly engines: Engines;
  readonly state: StateStore;
  /** As {@link import("./context-for.ts").contextFor} makes it. */
  readonly context: Context;
}

/** What of an environment is planned. */
export interface PlanOptions {
  /** Of a destruction: these orphans and nothing else. */
  readonly only?: readonly Address[] | undefined;
  /** It is carried out at once, under the lock that is held: {@link Target.isToBeApplied}. */
  readonly isToBeApplied?: true | undefined;
}

/** The key of an environment's state. */
export function environmentKey({ graph }: Pick<Environment, "graph">): string {
  return stateKey(graph.service.name, graph.environment.name);
}

/** What an engine works on, with the graph that was last carried out whole. */
export function targetOf(
  { graph, state }: Pick<Environment, "graph" | "state">,
  document: StateDocument,
  only?: readonly Address[],
): Target {
  const { lastApplied } = document;
  return { graph, state, ...(lastApplied ? { lastApplied } : {}), ...(only ? { only } : {}) };
}

/** The same for an engine that only looks: it sees the state as it was read, and need not read it again. */
function targetToSee(environment: Environment, document: StateDocument, only?: readonly Address[]): Target {
  const state = snapshotOf(environment.state, environmentKey(environment), document);
  return targetOf({ ...environment, state }, document, only);
}

/** Whether the tools and credentials of every engine that has something to do are there. Touches nothing. */
export async function prepareEnvironment(environment: Environment): Promise<readonly Finding[]> {
  const state = await readState(environment.state, environmentKey(environment));
  const engines = engineGroups(environment.graph, state, environment.engines).flat();
  const target = targetToSee(environment, state);
  const findings = await Promise.all(engines.map((engine) => engine.prepare(target, environment.context)));
  return findings.flat();
}

/**
 * One plan over all engines of an environment. Reads the world, writes nothing.
 *
 * @param consent what may be lost: without it a destruction keeps stateful resources, other than those that `only` names
 * @throws {ProvisioningError} for an engine that is not available, a state that cannot be read; `provisioning/not-an-orphan` for
 *   an address of `only` under which nothing is kept
 */
export async function planEnvironment(
  environment: Environment,
  goal: Goal,
  consent: Consent = { allowed: [] },
  { only, isToBeApplied }: PlanOptions = {},
): Promise<Plan> {
  const { graph, context } = environment;
  const state = await readState(environment.state, environmentKey(environment));
  if (only) requireOrphans(only, goal, state, graph);
  const groups = engineGroups(graph, state, environment.engines, only);
  const outputs = outputsIn(context, graph, () => state);
  const target = { ...targetToSee(environment, state, only), ...(isToBeApplied ? { isToBeApplied } : {}) };
  const changes = await planEngines(groups, target, goal, { ...context, outputs });
  const plan = buildPlan({
    service: graph.service.name,
    environment: graph.environment.name,
    goal,
    ...(only ? { only } : {}),
    inputs: { manifest: graph.manifest, platform: graph.platform.digest, state: stateDigest(state) },
    changes,
    createdAt: context.clock.now(),
  });
  // What is asked for by name is not kept in silence: it needs consent.
  if (goal !== "destroy" || only) return plan;
  return retainWithoutConsent(plan, consent, new Set(Object.keys(state.orphans)));
}

/** What is there now, of all engines. */
export async function observeEnvironment(environment: Environment): Promise<Observation> {
  const state = await readState(environment.state, environmentKey(environment));
  const target = targetToSee(environment, state);
  const engines = engineGroups(environment.graph, state, environment.engines).flat();
  const seen = await Promise.all(engines.map((engine) => engine.observe(target, environment.context)));
  const resources = seen.flatMap((each) => each.resources);
  return { resources: resources.sort((a, b) => compareText(a.address, b.address)) };
}

function requireOrphans(only: readonly Address[], goal: Goal, state: StateDocument, graph: Graph): void {
  if (goal !== "destroy") throw new TypeError("Only a destruction can be of some addresses alone.");
  for (const address of only) {
    if (Object.hasOwn(state.orphans, address)) continue;
    const isWanted = graph.resources.some((each) => each.address === address);
    const isThere = Object.hasOwn(state.resources, address);
    const kept = Object.keys(state.orphans).sort(compareText);
    throw provisioningError({
      code: "provisioning/not-an-orphan",
      kind: "refused",
      message: isWanted
        ? `${address} is in the manifest, so it cannot be destroyed alone.`
        : isThere
          ? `${address} left the manifest, but is not kept apart yet.`
          : `Nothing is kept under the name ${address} in ${graph.environment.name}.`,
      hint: isWanted
        ? "Take it out of the manifest and apply that; what holds data is then kept until it is destroyed by name. Without a name the whole service is taken out."
        : isThere
          ? "Apply first: what holds data is then kept until it is destroyed by name."
          : kept.length > 0
            ? `Kept are: ${kept.join(", ")}.`
            : "Nothing is kept there. Without a name the whole service is taken out.",
    });
  }
}
