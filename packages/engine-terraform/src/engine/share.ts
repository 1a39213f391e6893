import { type Address, own } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import {
  type Goal,
  orphanInTheWay,
  type RecordedResource,
  requireMoves,
  requireOwnRecord,
  type StateDocument,
  stateKey,
  type Target,
  withMoves,
} from "@towpath/provisioning";
import { requireNoExchange } from "./require-no-exchange.ts";

/** What an engine minds of an environment, for one plan. */
export interface Share {
  readonly target: Target;
  readonly goal: Goal;
  /** The key of the environment's state. */
  readonly key: string;
  /** With the renames of the service carried out, and what a run that was killed had begun to make and nobody wants any more. */
  readonly state: StateDocument;
  /** Called as the graph says. */
  readonly wanted: readonly GraphResource[];
  /** Called as on record. */
  readonly kept: ReadonlyMap<Address, RecordedResource>;
  /** What is on record of the engine, kept things and what was begun among it. */
  readonly records: ReadonlyMap<Address, RecordedResource>;
  /** Address before, by address now: renames that Terraform was not told of yet. */
  readonly moved: ReadonlyMap<Address, Address>;
  /** What alone is planned and carried out; everything where it is absent. */
  readonly only?: ReadonlySet<Address> | undefined;
  /** Nothing is placed on the engine, and nothing of it is on record. */
  readonly isEmpty: boolean;
}

/** What is on record of secret settings of a graph that was applied: their values are not. */
const HIDDEN = "[secret]";

/**
 * What is called as the graph says, and what as it was last applied.
 *
 * @param state as it is read
 * @param retained what a destruction keeps for its data
 * @param left what is on record and shall not be called, because nothing of it is there
 * @throws {ProvisioningError} `provisioning/engine-changed`, `provisioning/orphan-in-the-way`, `provisioning/move-refused`
 * @throws {TerraformError} `engine-terraform/exchanged-names`
 */
export function shareOf(
  engine: string,
  target: Target,
  goal: Goal,
  state: StateDocument,
  {
    retained = new Set<Address>(),
    left = new Set<Address>(),
  }: { readonly retained?: ReadonlySet<Address> | undefined; readonly left?: ReadonlySet<Address> | undefined } = {},
): Share {
  const { graph } = target;
  const renamed = withMoves(state, graph, engine);
  if (goal === "match") requireMoves(renamed, graph.environment.name);
  const only = target.only && new Set(target.only);
  const isMinded = (address: Address) => only === undefined || only.has(address);
  const mine = graph.resources.filter((resource) => resource.engine === engine);
  const placed = new Set(mine.map(({ address }) => address));
  const known = withBegun(renamed.state, engine, goal === "match" ? placed : new Set());
  for (const resource of goal === "match" ? graph.resources : [])
    requireFree(resource, known, engine, graph.environment.name);

  const wanted: GraphResource[] = [];
  const kept = new Map<Address, RecordedResource>();
  for (const resource of goal === "match" ? mine : []) {
    const record = own(known.resources, resource.address) ?? own(known.orphans, resource.address);
    if (isMinded(resource.address) && !(record && hasHidden(resource))) wanted.push(resource);
    else if (record) kept.set(resource.address, record);
  }
  for (const [records, isOrphan] of [[known.orphans, true] as const, [known.resources, false] as const])
    for (const [address, record] of Object.entries(records)) {
      if (record.engine !== engine || left.has(address) || (goal === "match" && placed.has(address))) continue;
      const stays =
        !isMinded(address) || retained.has(address) || (goal === "match" && (isOrphan || record.isStateful));
      if (stays) kept.set(address, record);
    }
  const records = [...Object.entries(known.orphans), ...Object.entries(known.resources)].filter(
    ([, record]) => record.engine === engine,
  );
  const moved = new Map(
    records.flatMap(([address, { movedFrom }]) => (movedFrom === undefined ? [] : [[address, movedFrom] as const])),
  );
  requireNoExchange(moved, graph);
  return {
    target,
    goal,
    key: stateKey(graph.service.name, graph.environment.name),
    state: known,
    wanted,
    kept: new Map([...kept].filter(([address]) => !left.has(address))),
    records: new Map(records),
    moved,
    ...(only ? { only } : {}),
    isEmpty:
      wanted.length === 0 && records.length === 0 && !known.journal.some(({ resource }) => resource.engine === engine),
  };
}

/** What a run had begun to make when it was killed, as if it were on record: it may be there. */
function withBegun(state: StateDocument, engine: string, placed: ReadonlySet<Address>): StateDocument {
  const begun = state.journal.filter(
    ({ address, resource }) =>
      resource.engine === engine &&
      !placed.has(address) &&
      !Object.hasOwn(state.resources, address) &&
      !Object.hasOwn(state.orphans, address),
  );
  if (begun.length === 0) return state;
  const resources = Object.fromEntries(begun.map(({ address, resource }) => [address, resource]));
  return { ...state, resources: { ...state.resources, ...resources } };
}

function requireFree(resource: GraphResource, state: StateDocument, engine: string, environment: string): void {
  if (resource.engine !== engine) return;
  const record = own(state.resources, resource.address);
  const orphan = record ? undefined : own(state.orphans, resource.address);
  const recorded = record ?? orphan;
  if (recorded) requireOwnRecord(resource, recorded);
  if (orphan && orphan.type !== resource.type) throw orphanInTheWay(resource, orphan, environment);
}

function hasHidden({ settings }: GraphResource): boolean {
  return Object.values(settings).some((setting) => setting.isSecret && setting.known && setting.value === HIDDEN);
}
