import type { Address, Effects } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { applyEnvironment, environmentKey, LockHeld, type Outcome, readState } from "@towpath/provisioning";
import { OperationError } from "../errors.ts";
import type { DriverSource } from "./open-engines.ts";
import { alone, knownAddresses, openWorld, type World } from "./open-world.ts";

/**
 * The same service in an environment of its own that holds only what the tests are with. What is in it is destroyed without
 * asking, so its name is one that no environment of a platform can have: those have no dot.
 */
export function graphForTests(graph: Graph): Graph {
  const byAddress = new Map(graph.resources.map((resource) => [resource.address, resource]));
  const wanted = new Set<Address>();
  const want = (address: Address): void => {
    if (wanted.has(address)) return;
    wanted.add(address);
    for (const needed of byAddress.get(address)?.dependsOn ?? []) want(needed);
  };
  for (const address of graph.test?.with ?? []) want(address);
  return {
    ...graph,
    environment: { ...graph.environment, name: `${graph.environment.name}.test` },
    resources: graph.resources.filter(({ address }) => wanted.has(address)),
    workloads: [],
    moved: [],
  };
}

/** Destroys everything that tests had, with its data. @throws {OperationError} `operation/test-resources` */
export async function destroyTestResources(world: World): Promise<void> {
  const allowed = [...(await knownAddresses(world))].map((address) => `data-loss:${address}`);
  const { outcome } = await applyEnvironment(world, { goal: "destroy", consent: { allowed } });
  requireDone(outcome, "taken down", world);
}

/** @throws {OperationError} `operation/test-resources` when the tests' resources are not as they were to be */
export function requireDone(outcome: Outcome, participle: string, { context }: World): void {
  if (outcome.status === "done") return;
  context.signal.throwIfAborted();
  const failed = outcome.changes.find((change) => change.status === "failed");
  throw new OperationError({
    code: "operation/test-resources",
    kind: "fault",
    message: `The resources for the tests could not be ${participle}: ${failed ? `${failed.address}: ${failed.message ?? "failed"}` : outcome.status}.`,
    hint: "Mend what it says, then run the same command again.",
  });
}

/**
 * Destroys what a run of the tests left behind that was killed or told to keep it; tests that run now are left in peace.
 *
 * @returns true when there was something
 */
export async function clearTestResources(opened: DriverSource, effects: Effects): Promise<boolean> {
  const opening = await openWorld(graphForTests(opened.graph), effects, opened);
  const { resources, orphans } = await readState(opening.state, environmentKey(opening));
  if (Object.keys(resources).length + Object.keys(orphans).length === 0) return false;
  try {
    await alone(opening, destroyTestResources, 0);
    return true;
  } catch (error) {
    if (error instanceof LockHeld) return false;
    throw error;
  }
}
