import type { Finding } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Consent, Context, Observation, OutputReader, Target } from "../engine.ts";
import type { Change, Goal, Plan } from "../plan.ts";
import { buildPlan } from "../planning/build-plan.ts";
import { retainWithoutConsent } from "../planning/consent.ts";
import { readState, stateDigest } from "../state/state.ts";
import type { StateDocument } from "../state/state-document.ts";
import type { StateStore } from "../state-store.ts";
import { stateKey } from "../store/store-key.ts";
import { type Engines, enginesInOrder } from "./engine-groups.ts";

/** One service in one environment, with what makes it and where its state is. */
export interface Environment {
  readonly graph: Graph;
  readonly engines: Engines;
  readonly state: StateStore;
  /** As {@link import("./context-for.ts").contextFor} makes it. */
  readonly context: Context;
}

/** The key of an environment's state. */
export function environmentKey({ graph }: Pick<Environment, "graph">): string {
  return stateKey(graph.service.name, graph.environment.name);
}

/** What an engine works on, with the graph that was last carried out whole. */
export function targetOf({ graph, state }: Pick<Environment, "graph" | "state">, document: StateDocument): Target {
  return { graph, state, ...(document.lastApplied ? { lastApplied: document.lastApplied } : {}) };
}

/** Whether the tools and credentials of every engine that has something to do are there. Touches nothing. */
export async function prepareEnvironment(environment: Environment): Promise<readonly Finding[]> {
  const state = await readState(environment.state, environmentKey(environment));
  const engines = enginesInOrder(environment.graph, state, environment.engines);
  const target = targetOf(environment, state);
  const findings = await Promise.all(engines.map((engine) => engine.prepare(target, environment.context)));
  return findings.flat();
}

/**
 * One plan over all engines of an environment. Reads the world, writes nothing.
 *
 * @param consent what may be lost: without it a destruction keeps stateful resources
 * @throws {ProvisioningError} for an engine that is not available, engines that need each other, a state that cannot be read
 */
export async function planEnvironment(
  environment: Environment,
  goal: Goal,
  consent: Consent = { allowed: [] },
): Promise<Plan> {
  const { graph, context } = environment;
  const state = await readState(environment.state, environmentKey(environment));
  const target = targetOf(environment, state);
  const changes: Change[] = [];
  const outputs: OutputReader = async (address, output) =>
    changes.some((change) => change.address === address && isUnsettled(change))
      ? undefined
      : context.outputs(address, output);
  for (const engine of enginesInOrder(graph, state, environment.engines))
    changes.push(...(await engine.plan(target, goal, { ...context, outputs })).changes);
  const plan = buildPlan({
    service: graph.service.name,
    environment: graph.environment.name,
    goal,
    inputs: { manifest: graph.manifest, platform: graph.platform.digest, state: stateDigest(state) },
    changes,
    createdAt: context.clock.now(),
  });
  return goal === "destroy" ? retainWithoutConsent(plan, consent, new Set(Object.keys(state.orphans))) : plan;
}

/** What is there now, of all engines. */
export async function observeEnvironment(environment: Environment): Promise<Observation> {
  const state = await readState(environment.state, environmentKey(environment));
  const target = targetOf(environment, state);
  const engines = enginesInOrder(environment.graph, state, environment.engines);
  const seen = await Promise.all(engines.map((engine) => engine.observe(target, environment.context)));
  const resources = seen.flatMap((each) => each.resources);
  return { resources: resources.sort((a, b) => (a.address < b.address ? -1 : 1)) };
}

/** Its outputs will be others than those on record. */
function isUnsettled(change: Change): boolean {
  return change.action === "create" || change.action === "replace" || change.risk === "unknown";
}
