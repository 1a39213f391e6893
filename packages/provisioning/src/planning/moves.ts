import { type Address, own } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { RecordedResource, StateDocument } from "../state/state-document.ts";

/** The state after the renames that a service declares, and where each thing came from. */
export interface Moved {
  readonly state: StateDocument;
  /** Address before, by address now. */
  readonly from: ReadonlyMap<Address, Address>;
}

/**
 * Gives what was made its new address, oldest rename first, so that the thing stays. A rename counts only while there is
 * something at its old address and nothing at its new one.
 *
 * @param minds whose records are renamed; all of them when absent
 */
export function withMoves(
  state: StateDocument,
  moved: Graph["moved"],
  minds: (record: RecordedResource) => boolean = () => true,
): Moved {
  const from = new Map<Address, Address>();
  let { resources, journal } = state;
  for (const move of moved) {
    const record = own(resources, move.from);
    if (!record || Object.hasOwn(resources, move.to) || !minds(record)) continue;
    resources = Object.fromEntries(
      Object.entries(resources).map(([address, each]) => [address === move.from ? move.to : address, each]),
    );
    journal = journal.map((each) => (each.address === move.from ? { ...each, address: move.to } : each));
    from.set(move.to, from.get(move.from) ?? move.from);
    from.delete(move.from);
  }
  return { state: from.size === 0 ? state : { ...state, resources, journal }, from };
}
