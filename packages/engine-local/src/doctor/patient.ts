import { join } from "node:path";
import type { Clock } from "@towpath/core";
import {
  type Context,
  fileStore,
  ProvisioningError,
  readState,
  type StateDocument,
  type StateStore,
} from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { listServers } from "../servers/list-servers.ts";
import type { LocalServer } from "../servers/local-server.ts";
import type { ServiceOnMachine } from "../stop-everything.ts";
import { type ServiceFolders, servicesWithWorkloads } from "../workload/workload-folders.ts";

/** A data folder as it is read once, for everything that looks at it. */
export interface Patient {
  readonly folders: LocalFolders;
  readonly state: StateStore;
  /** What each state says, or why it cannot be read. */
  readonly states: readonly (ServiceOnMachine & {
    readonly key: string;
    readonly document?: StateDocument | undefined;
    readonly problem?: ProvisioningError | undefined;
  })[];
  readonly servers: readonly LocalServer[];
  readonly services: readonly (ServiceOnMachine & { readonly folders: ServiceFolders })[];
  readonly context: Context;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Reads what there is. Starts and writes nothing. */
export async function readPatient(folders: LocalFolders, context: Context): Promise<Patient> {
  const state = fileStore(join(folders.data, "state"));
  const states: Patient["states"][number][] = [];
  for await (const key of state.list("")) {
    const [service, environment, more] = key.split("/");
    if (service === undefined || environment === undefined || more !== undefined) continue;
    try {
      states.push({ service, environment, key, document: await readState(state, key) });
    } catch (problem) {
      if (!(problem instanceof ProvisioningError)) throw problem;
      states.push({ service, environment, key, problem });
    }
  }
  const { clock, signal } = context;
  const [servers, services] = [await listServers(folders), await servicesWithWorkloads(folders.data)];
  return { folders, state, states, servers, services, context, clock, signal };
}
