import { type Address, addressSegments, own } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { ObservedResource } from "../engine.ts";
import type { Change, Plan } from "../plan.ts";
import { buildPlan } from "../planning/build-plan.ts";
import { readState } from "../state/state.ts";
import { type Environment, environmentKey, observeEnvironment, planEnvironment } from "./environment.ts";

/** How reality differs from what was applied. */
export interface Drift {
  /** What would bring it back to what was applied; `none` for what did not drift. `apply` mends it with what the manifest says by now. */
  readonly plan: Plan;
  /** What drifted, with what differs. Sorted by address. */
  readonly resources: readonly ObservedResource[];
}

/**
 * Reality against the graph that was last carried out, for all engines: what is missing, stopped, failed or different. What was
 * never applied is no drift, and neither is a secret setting whose value nobody kept. Reads the world, writes nothing.
 *
 * @returns undefined when nothing was carried out whole yet
 * @throws {ProvisioningError} as {@link planEnvironment}
 */
export async function driftOf(environment: Environment): Promise<Drift | undefined> {
  const state = await readState(environment.state, environmentKey(environment));
  const { lastApplied } = state;
  if (!lastApplied) return undefined;
  // Where the manifest lies now is where files are looked for.
  const service = { ...lastApplied.service, folder: environment.graph.service.folder };
  const resources = lastApplied.resources.filter(({ address }) => Object.hasOwn(state.resources, address));
  const applied: Environment = { ...environment, graph: { ...lastApplied, service, resources } };
  const [plan, observation] = await Promise.all([planEnvironment(applied, "match"), observeEnvironment(applied)]);
  const wanted = new Map(resources.map((resource) => [resource.address, resource]));
  const drifted = new Map<Address, ObservedResource>();
  for (const seen of observation.resources) {
    const resource = wanted.get(seen.address);
    const found = resource && { ...seen, drift: withoutHidden(seen.drift, resource) };
    if (found && isDrifted(found)) drifted.set(seen.address, found);
  }
  const changes = plan.changes.flatMap((change): readonly Change[] => {
    const resource = wanted.get(change.address);
    if (!resource) return [];
    if (drifted.has(change.address)) return [{ ...change, diff: withoutHidden(change.diff, resource) }];
    return [{ ...change, action: "none", risk: "none", reasons: [], diff: [] }];
  });
  return {
    plan: buildPlan({ ...plan, changes, createdAt: new Date(plan.createdAt) }),
    resources: [...drifted.values()],
  };
}

function isDrifted({ status, drift }: ObservedResource): boolean {
  return (status !== "ready" && status !== "orphan") || drift.length > 0;
}

/** Without the secret settings whose values were left out of what is on record: nobody can compare them. */
function withoutHidden(diff: Change["diff"], resource: GraphResource): Change["diff"] {
  return diff.filter(({ path, secret }) => {
    const [root, name = ""] = addressSegments(path);
    const setting = root === "settings" ? own(resource.settings, name) : undefined;
    return !(secret && setting?.isSecret && setting.known);
  });
}
