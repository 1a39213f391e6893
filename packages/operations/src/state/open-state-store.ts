import { type Effects, nearest } from "@towpath/core";
import { isArtifactsKey } from "@towpath/delivery";
import { localFolders } from "@towpath/engine-local";
import { isPendingKey } from "@towpath/engine-terraform/state";
import type { Graph } from "@towpath/manifest";
import {
  currentHolder,
  type Generation,
  isHeartbeat,
  type LockEffects,
  STORED_KEY,
  type StateStore,
  stateKey,
} from "@towpath/provisioning";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { isHome } from "../environment/home-of-service.ts";
import { type OpenState, openState } from "../environment/open-state.ts";
import { OperationError } from "../errors.ts";
import { isPublishedKey } from "../publish/deployments/sent-deployments.ts";

/** Which value of an environment's state store. */
export interface StateRequest extends EnvironmentRequest {
  /** A key of the store, such as `orders/dev`; that of the service in the environment when absent. */
  readonly key?: string | undefined;
}

/** The state store of an environment, without its engines: what is looked at needs none of them. */
export interface OpenStateStore {
  readonly graph: Graph;
  readonly store: StateStore;
  readonly sealing: OpenState["sealing"];
  /** Opens what Terraform's states hold. */
  readonly secretBox: OpenState["secretBox"];
  /** The key that the request is about. */
  readonly key: string;
  readonly lockEffects: LockEffects;
  readonly holder: ReturnType<typeof currentHolder>;
}

/** Opens it. @throws as {@link openGraph} and {@link openState} */
export async function openStateStore(request: StateRequest, effects: Effects): Promise<OpenStateStore> {
  const { graph } = await openGraph(request, effects, true);
  const { store, sealing, secretBox } = await openState(graph.environment, localFolders(effects.variables), effects);
  const { clock, signal, events, variables } = effects;
  return {
    graph,
    store,
    sealing,
    secretBox,
    key: request.key ?? stateKey(graph.service.name, graph.environment.name),
    lockEffects: { clock, signal, events },
    holder: currentHolder(clock, variables),
  };
}

/**
 * True for what the store keeps for itself or shows with another key: signs of life, whose things are where, the key of secrets,
 * what GitHub was told, what is done with artifacts.
 */
export function isInternal(key: string): boolean {
  return (
    isHeartbeat(key) ||
    isHome(key) ||
    isPendingKey(key) ||
    isPublishedKey(key) ||
    isArtifactsKey(key) ||
    key === STORED_KEY
  );
}

/** Where records are, by what comes first in their keys: they are only added to. All else is a state or a lock. */
const RECORDS = [
  /^(?:approvals|deployments|freeze-overrides)\/[^/]+\/[^/]+\/\d{8,}$/,
  /^releases\/[^/]+\/\d{8,}$/,
  /^coverage\/[^/]+\/[0-9a-f]{40,64}$/,
  /^evidence\/[^/]+\/(?:entries\/\d{8,}|statements\/[^/]+\/[0-9a-f]{64})$/,
];

/** True for the key of a record: of a deployment, a release, an approval, evidence. */
export function isRecord(key: string): boolean {
  return RECORDS.some((one) => one.test(key));
}

/** What a record is listed under: of a service's evidence its entries and its statements, of everything else what its numbers stand below. */
export function rowOfRecord(key: string): string {
  return key.startsWith("evidence/") ? key.split("/", 3).join("/") : key.slice(0, key.lastIndexOf("/"));
}

/** Every key that people may look at, sorted. */
export async function shownKeys(store: StateStore): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of store.list("")) if (!isInternal(key)) keys.push(key);
  return keys;
}

/** @throws {OperationError} `operation/unknown-key`, with what was meant */
export async function refuseUnknownKey(store: StateStore, key: string): Promise<never> {
  const keys = await shownKeys(store);
  const near = nearest(key, keys);
  throw new OperationError({
    code: "operation/unknown-key",
    message: `The state store holds nothing under ${JSON.stringify(key)}.`,
    hint:
      keys.length === 0
        ? "It is empty: nothing was applied yet."
        : near
          ? `Did you mean ${near}?`
          : "towpath state list shows what there is.",
  });
}

/**
 * The generation of a key that a person names: its whole version, or the number that it begins with.
 *
 * @throws {OperationError} `operation/unknown-generation`
 */
export async function generationOf(store: StateStore, key: string, named: string): Promise<Generation> {
  const versions: string[] = [];
  for await (const generation of store.history?.(key) ?? []) {
    if (generation.version === named || generation.version.split("-")[0] === named) return generation;
    versions.push(generation.version);
  }
  throw new OperationError({
    code: "operation/unknown-generation",
    message: `There is no generation ${JSON.stringify(named)} of ${key}${versions.length > 0 ? ` any more: ${versions.length} are kept, ${versions.at(-1)} is the oldest` : ""}.`,
    hint: `towpath state history ${key} shows what there is.`,
  });
}
