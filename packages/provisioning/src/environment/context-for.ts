import { own, type ProgressEvent } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Context, OutputReader } from "../engine.ts";
import { withMoves } from "../planning/moves.ts";
import { openOutput } from "../reconciler/recorded-outputs.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import { readState } from "../state/state.ts";
import type { StateStore } from "../state-store.ts";
import { stateKey } from "../store/store-key.ts";

/** What a context is made of: the world, and where an environment's state is. */
export interface ContextParts extends Omit<Context, "outputs" | "events"> {
  readonly events?: ((event: ProgressEvent) => void) | undefined;
  readonly graph: Graph;
  readonly state: StateStore;
  readonly secretBox: SecretBox;
}

/** The context that engines and hosts of one environment work in; its outputs are read from the state, each time anew. */
export function contextFor(parts: ContextParts): Context {
  const { clock, signal, variables, secrets, holder, graph, state, secretBox } = parts;
  return {
    clock,
    signal,
    variables,
    secrets,
    holder,
    events: parts.events ?? (() => undefined),
    outputs: recordedOutputs(graph, state, secretBox),
  };
}

function recordedOutputs(graph: Graph, store: StateStore, box: SecretBox): OutputReader {
  const key = stateKey(graph.service.name, graph.environment.name);
  return async (address, output) => {
    const { state } = withMoves(await readState(store, key), graph.moved);
    const record = own(state.resources, address);
    return record && openOutput(record, output, box);
  };
}
