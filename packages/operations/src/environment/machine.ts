import { join } from "node:path";
import { compareText, type Effects } from "@towpath/core";
import { type LocalFolders, localFolders, type ServiceOnMachine, servicesOnRecord } from "@towpath/engine-local";
import {
  type Context,
  currentHolder,
  fileStore,
  ProvisioningError,
  readState,
  type StateDocument,
  type StateStore,
} from "@towpath/provisioning";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";

/** Everything that this machine keeps for this user, without a manifest. */
export interface Machine {
  readonly folders: LocalFolders;
  readonly state: StateStore;
  /** For what needs no outputs and no secrets. */
  readonly context: Context;
}

/** A service in an environment, as this machine has it on record. */
export interface ServiceOnRecord extends ServiceOnMachine {
  /** Undefined where only workloads are on record, or where it cannot be read. */
  readonly document?: StateDocument | undefined;
  /** Why its state cannot be read. */
  readonly problem?: unknown;
}

/**
 * Refuses to take everything for one service: what was meant cannot be known.
 *
 * @throws {OperationError} `operation/all-or-one`
 */
export function refuseOne({ environment, manifest, platform }: EnvironmentRequest): void {
  const given = Object.entries({ environment, manifest, platform }).find(([, value]) => value !== undefined);
  if (!given) return;
  const [what, value] = given;
  throw new OperationError({
    code: "operation/all-or-one",
    message: `--all is everything on this machine; it got ${what === "environment" ? "an" : "a"} ${what}, too (${value}).`,
    hint: "Leave --all out for one service, or the rest for all of them.",
  });
}

/** Finds the folders of this user. Touches nothing. */
export function openMachine({ clock, signal, events, variables }: Effects): Machine {
  const folders = localFolders(variables);
  return {
    folders,
    state: fileStore(join(folders.data, "state")),
    context: {
      clock,
      signal,
      events,
      variables,
      holder: currentHolder(clock, variables),
      outputs: async () => undefined,
      secrets: () => Promise.reject(new Error("Nothing of a whole machine has secrets.")),
    },
  };
}

/** Every service in every environment that a state or the record of a workload names; sorted. */
export async function servicesHere({ folders, state }: Machine): Promise<readonly ServiceOnRecord[]> {
  const found = new Map<string, ServiceOnRecord>();
  for await (const key of state.list("")) {
    const [service, environment, more] = key.split("/");
    if (service === undefined || environment === undefined || more !== undefined) continue;
    const about = { service, environment };
    try {
      const document = await readState(state, key);
      if (!isEmpty(document)) found.set(key, { ...about, document });
    } catch (problem) {
      if (!(problem instanceof ProvisioningError)) throw problem;
      found.set(key, { ...about, problem });
    }
  }
  for (const about of await servicesOnRecord(folders)) {
    const key = `${about.service}/${about.environment}`;
    if (!found.has(key)) found.set(key, about);
  }
  return [...found.entries()].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
}

/** True for a state that only the key of its environment opens: nothing is wrong with it. */
export function isSealed(problem: unknown): boolean {
  return problem instanceof ProvisioningError && problem.code === "provisioning/state-sealed";
}

/** Such as the key that a run waits at, which holds nothing but a lock. */
function isEmpty({ resources, orphans, journal, lastApplied }: StateDocument): boolean {
  return [resources, orphans, journal].every((part) => Object.keys(part).length === 0) && !lastApplied;
}
