import { type Address, own } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Context, OutputReader } from "../engine.ts";
import { withMoves } from "../planning/moves.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import { readState } from "../state/state.ts";
import type { StateDocument } from "../state/state-document.ts";
import type { StateStore } from "../state-store.ts";
import { stateKey } from "../store/store-key.ts";
import { openOutput } from "./recorded-outputs.ts";

/** What opens the outputs that a reader of ours gives, to read them from a state that is at hand already. */
const boxes = new WeakMap<OutputReader, SecretBox>();

/** The outputs of an environment, read from its state, each time anew. */
export function storedOutputs(graph: Graph, store: StateStore, box: SecretBox): OutputReader {
  const key = stateKey(graph.service.name, graph.environment.name);
  const read: OutputReader = async (address, output) => {
    const { state } = withMoves(await readState(store, key), graph);
    const record = recordOf(state, address);
    return record && openOutput(record, output, box);
  };
  boxes.set(read, box);
  return read;
}

/** The same outputs from a state that was read already; those of a context that has a reader of its own as they are. */
export function outputsIn(context: Pick<Context, "outputs">, graph: Graph, state: () => StateDocument): OutputReader {
  const box = boxes.get(context.outputs);
  if (!box) return context.outputs;
  let seen: StateDocument | undefined;
  let moved: Pick<StateDocument, "resources" | "orphans"> = { resources: {}, orphans: {} };
  return async (address, output) => {
    const now = state();
    if (now !== seen) moved = withMoves(now, graph).state;
    seen = now;
    const record = recordOf(moved, address);
    return record && openOutput(record, output, box);
  };
}

/** What is kept under an address gives what it gave: whoever looks at it, or takes it over again, needs its password. */
function recordOf({ resources, orphans }: Pick<StateDocument, "resources" | "orphans">, address: Address) {
  return own(resources, address) ?? own(orphans, address);
}
