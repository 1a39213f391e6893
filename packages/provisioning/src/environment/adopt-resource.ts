import type { Address } from "@towpath/core";
import { provisioningError } from "../errors.ts";
import { withLock } from "../lock/with-lock.ts";
import type { Change } from "../plan.ts";
import { outputsIn } from "../reconciler/output-readers.ts";
import { readState } from "../state/state.ts";
import { engineNamed } from "./engine-groups.ts";
import { type Environment, environmentKey, targetOf } from "./environment.ts";

/**
 * Takes over, under the lock, what exists already as a resource of the graph. Nothing is changed in it: the next plan shows what
 * differs, and apply mends that.
 *
 * @param id what the thing is called where it is, in the words of the resource type's driver
 * @param options.waitMs how long to wait for another run that has the lock, in milliseconds; 0 fails at once
 * @returns what was taken over, and how it differs from what is wanted
 * @throws {ProvisioningError} `provisioning/adopt-refused` for an address that is not in the graph or on record already, and an
 *   engine or a driver that cannot; `provisioning/adopt-nothing`; `provisioning/belongs-to-another`
 * @throws {LockHeld} when another run has the lock for longer than `waitMs`
 */
export async function adoptResource(
  environment: Environment,
  address: Address,
  id: string,
  options: { readonly waitMs?: number | undefined } = {},
): Promise<Change> {
  const { graph, context } = environment;
  const key = environmentKey(environment);
  return withLock(environment.state, key, context.holder, options.waitMs ?? 0, context, async (locked) => {
    const state = await readState(locked.store, key);
    const resource = graph.resources.find((each) => each.address === address);
    if (!resource) throw noSuchResource(environment, address);
    const engine = engineNamed(resource.engine, graph, environment.engines);
    if (!engine.adopt)
      throw refused(
        `Engine "${engine.name}" (${engine.kind}) takes nothing over by its id.`,
        "Use what the tool behind that engine has for it, or copy the thing into a new one.",
      );
    const outputs = outputsIn(context, graph, () => state);
    const target = targetOf({ graph, state: locked.store }, state);
    return engine.adopt(target, address, id, { ...context, outputs, signal: locked.signal });
  });
}

function noSuchResource({ graph }: Environment, address: Address): Error {
  const known = graph.resources.map((each) => each.address).join(", ");
  return refused(
    `${address} is no resource of ${graph.service.name} in ${graph.environment.name}.`,
    known === "" ? "Write it into the manifest first." : `Write it into the manifest first, or take one of ${known}.`,
  );
}

function refused(message: string, hint: string): Error {
  return provisioningError({ code: "provisioning/adopt-refused", kind: "refused", message, hint });
}
