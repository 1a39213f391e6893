import type { ProgressEvent } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Context } from "../engine.ts";
import { storedOutputs } from "../reconciler/output-readers.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import type { StateStore } from "../state-store.ts";

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
    outputs: storedOutputs(graph, state, secretBox),
  };
}
