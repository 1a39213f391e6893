import { type Address, own } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { provisioningError } from "../errors.ts";
import type { RecordedMove, RecordedResource, StateDocument } from "../state/state-document.ts";

type Move = Graph["moved"][number];
type Wanted = Pick<Graph, "moved"> & { readonly resources: readonly Pick<Graph["resources"][number], "address">[] };
type Records = StateDocument["resources"];

/** The state after the renames that a service declares, and where each thing came from. */
export interface Moved {
  /** The very same when there is nothing to write. */
  readonly state: StateDocument;
  /** Address before, by address now. */
  readonly from: ReadonlyMap<Address, Address>;
  /** Renames that cannot be carried out; nothing is renamed while there is one. */
  readonly refused: readonly RefusedMove[];
}

/** A rename onto an address that something else has. */
export interface RefusedMove {
  readonly move: Move;
  /** What has that address is kept for its data. */
  readonly isKept: boolean;
  readonly type: string;
}

/**
 * Gives what was made its new address, oldest rename first, so that the thing stays; what is kept for its data goes along to
 * an address that is wanted. Things may change places, and one may take the address that another leaves.
 *
 * A rename is carried out once, and is on record then: an address that was left may be used again.
 *
 * @param engine whose things are renamed; those of every engine when absent, to look at only
 */
export function withMoves(state: StateDocument, { moved, resources }: Wanted, engine?: string): Moved {
  const isDone = doneMoves(state);
  const places = placesOf(state, moved);
  const waiting = new Map<Address, Placed>();
  const refused: RefusedMove[] = [];
  const occurrences = occurrencesOf(moved);
  const isPending = (index: number, { record }: Placed) =>
    (engine === undefined || record.engine === engine) && !isDone(moved[index], occurrences[index] ?? 1, record.engine);
  for (const [index, move] of moved.entries()) {
    const mover = waiting.get(move.from) ?? places.get(move.from);
    if (!mover || !isPending(index, mover)) continue;
    const other = places.get(move.to);
    if (other) {
      if (moved.some((each, later) => later > index && each.from === move.to && isPending(later, other)))
        waiting.set(move.to, other); // it leaves this address for another
      else {
        const isStillWanted = mover.isOrphan || resources.some(({ address }) => address === move.from);
        if (!isStillWanted) refused.push({ move, isKept: other.isOrphan, type: other.record.type });
        continue;
      }
    }
    if (!waiting.delete(move.from)) places.delete(move.from);
    places.set(move.to, mover);
  }
  const isWanted = (address: Address) => resources.some((each) => each.address === address);
  const renamed = [...places]
    .filter(([address, placed]) => placed.address !== address && (!placed.isOrphan || isWanted(address)))
    .map(([address, { address: before }]) => [before, address] as const);
  if (refused.length > 0 || waiting.size > 0) return { state, from: new Map(), refused };
  const noted = engine === undefined ? state : withNotedMoves(state, moved, engine);
  return {
    state: renamed.length === 0 ? noted : withAddresses(noted, new Map(renamed)),
    from: new Map(renamed.map(([before, now]) => [now, before])),
    refused,
  };
}

/** @throws {ProvisioningError} `provisioning/move-refused` for a rename onto an address that something else has */
export function requireMoves({ refused }: Moved, environment: string): void {
  const [first] = refused;
  if (!first) return;
  const { move, isKept, type } = first;
  throw provisioningError({
    code: "provisioning/move-refused",
    message: isKept
      ? `${move.from} cannot become ${move.to}: a ${type} of that name is kept for its data.`
      : `${move.from} cannot become ${move.to}: both are on record, and what is ${move.to} would have no name.`,
    place: move.origin.place,
    hint: isKept
      ? `Choose another name, or destroy what is kept first: towpath destroy -e ${environment} ${move.to} --allow data-loss:${move.to}`
      : `Say what becomes of ${move.to} (a rename of its own), or take it out of the manifest and apply that first. If this rename is an old one and ${move.from} shall go, take it out of moved.`,
  });
}

interface Placed {
  /** Where it is on record. */
  readonly address: Address;
  readonly record: RecordedResource;
  readonly isOrphan: boolean;
}

/** What is at the addresses that renames speak of. */
function placesOf(state: StateDocument, moved: readonly Move[]): Map<Address, Placed> {
  const places = new Map<Address, Placed>();
  for (const address of moved.flatMap(({ from, to }) => [from, to])) {
    const resource = own(state.resources, address);
    const record = resource ?? own(state.orphans, address);
    if (record) places.set(address, { address, record, isOrphan: resource === undefined });
  }
  return places;
}

/** The how manieth of the same each rename is: what was renamed back may be renamed once more. */
function occurrencesOf(moved: readonly Move[]): readonly number[] {
  const seen = new Map<string, number>();
  return moved.map((move) => {
    const count = (seen.get(pairOf(move)) ?? 0) + 1;
    seen.set(pairOf(move), count);
    return count;
  });
}

function pairOf({ from, to }: Pick<Move, "from" | "to">): string {
  return `${from} ${to}`;
}

/** A state that was written before renames were on record knows those of the graph that was last carried out. */
function doneMoves(state: StateDocument): (move: Move | undefined, occurrence: number, engine: string) => boolean {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  const isByEngine = state.moved !== undefined;
  if (isByEngine) for (const move of state.moved) count(`${move.engine} ${pairOf(move)}`);
  else for (const move of state.lastApplied?.moved ?? []) count(pairOf(move));
  return (move, occurrence, engine) => {
    if (!move) return true;
    const key = isByEngine ? `${engine} ${pairOf(move)}` : pairOf(move);
    return (counts.get(key) ?? 0) >= occurrence;
  };
}

function withNotedMoves(state: StateDocument, moved: readonly Move[], engine: string): StateDocument {
  const before = state.moved ?? [];
  const declared = new Set(moved.map(pairOf));
  const others = before.filter((each) => each.engine !== engine && declared.has(pairOf(each)));
  const ours = moved.map(({ from, to }): RecordedMove => ({ from, to, engine }));
  const pairs = (moves: readonly RecordedMove[]) => moves.map(pairOf).join("\n");
  const isUnchanged =
    before.length === others.length + ours.length &&
    pairs(before.filter((each) => each.engine === engine)) === pairs(ours);
  return isUnchanged ? state : { ...state, moved: [...others, ...ours] };
}

/** A driver that was not told of the last rename is told of both at once. */
function renamed(record: RecordedResource, before: Address, now: Address): RecordedResource {
  const { movedFrom = before, ...rest } = record;
  return movedFrom === now ? rest : { ...rest, movedFrom };
}

function withAddresses(state: StateDocument, now: ReadonlyMap<Address, Address>): StateDocument {
  const at = (address: Address) => now.get(address) ?? address;
  const moveAll = (records: Records): Records =>
    Object.fromEntries(
      Object.entries(records).map(([address, record]) => {
        const linked = record.dependsOn.some((each) => now.has(each))
          ? { ...record, dependsOn: record.dependsOn.map(at) }
          : record;
        return [at(address), now.has(address) ? renamed(linked, address, at(address)) : linked];
      }),
    );
  return {
    ...state,
    resources: moveAll(state.resources),
    orphans: moveAll(state.orphans),
    journal: state.journal.map((each) => (now.has(each.address) ? { ...each, address: at(each.address) } : each)),
  };
}
