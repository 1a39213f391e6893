import { errorMessage } from "@towpath/core";
import { decodeState, type StateDocument } from "@towpath/provisioning";
import { counted } from "../describe/counted.ts";
import { operation } from "../operation.ts";
import { changesLine, type GenerationChanges, generationChanges } from "../state/generation-changes.ts";
import { isInternal, openStateStore, refuseUnknownKey, type StateRequest } from "../state/open-state-store.ts";

/** The generations of one state that are kept, the newest first. */
export interface StateHistoryData {
  readonly key: string;
  readonly generations: readonly ShownGeneration[];
}

/** One generation, with what its write changed. */
export interface ShownGeneration {
  readonly version: string;
  readonly writtenAt: string | null;
  readonly serial: number | null;
  /** Against the generation before it that reads; null where it holds no state. */
  readonly changes: GenerationChanges | null;
  /** Why it cannot be read. */
  readonly problem: string | null;
}

/** Shows which generations of a state are kept, and what changed from each to the next. */
export const stateHistory = operation<StateRequest, StateHistoryData>("state history", async (request, effects) => {
  const { graph, store, key } = await openStateStore(request, effects);
  if (isInternal(key)) await refuseUnknownKey(store, key);
  const found: (Omit<ShownGeneration, "changes"> & { readonly state?: StateDocument })[] = [];
  for await (const generation of store.history?.(key) ?? []) {
    const { version, writtenAt = null } = generation;
    try {
      const bytes = await generation.bytes();
      const state = bytes && decodeState(bytes, key);
      found.push({ version, writtenAt, serial: state?.serial ?? null, problem: null, ...(state ? { state } : {}) });
    } catch (error) {
      found.push({ version, writtenAt, serial: null, problem: errorMessage(error) });
    }
  }
  if (found.length === 0) await refuseUnknownKey(store, key);
  const generations = found.map(({ state, ...shown }, index): ShownGeneration => {
    const before = found.slice(index + 1).find((one) => one.state)?.state;
    return { ...shown, changes: state ? generationChanges(before, state) : null };
  });
  return {
    status: "ok",
    summary: `${counted(generations.length, "generation")} of ${key} ${generations.length === 1 ? "is" : "are"} kept.`,
    environment: graph.environment.name,
    sections: [
      {
        kind: "table",
        head: ["version", "written", "serial", "what changed"],
        rows: generations.map(({ version, writtenAt, serial, changes, problem }) => [
          version,
          writtenAt ?? "",
          serial === null ? "" : String(serial),
          problem ?? (changes ? changesLine(changes) : "removed"),
        ]),
      },
    ],
    data: { key, generations },
  };
});
