import { errorMessage } from "@towpath/core";
import { type OpenedEnvelope, terraformStateOwner } from "@towpath/engine-terraform/state";
import { decodeState } from "@towpath/provisioning";
import { counted } from "../describe/counted.ts";
import { operation } from "../operation.ts";
import { changesLine, type GenerationChanges, generationChanges } from "../state/generation-changes.ts";
import { terraformGeneration } from "../state/look-at-terraform-state.ts";
import {
  isInternal,
  isRecord,
  type OpenStateStore,
  openStateStore,
  refuseUnknownKey,
  type StateRequest,
} from "../state/open-state-store.ts";
import { terraformChanges } from "../state/shown-terraform-state.ts";

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
  const opened = await openStateStore(request, effects);
  const { graph, store, key } = opened;
  if (isInternal(key)) await refuseUnknownKey(store, key);
  const generations = terraformStateOwner(key) ? await ofTerraform(opened) : await ofTowpath(opened);
  if (generations.length === 0) await refuseUnknownKey(store, key);
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
          problem ?? (changes ? changesLine(changes) : isRecord(key) ? "the record was written" : "removed"),
        ]),
      },
    ],
    data: { key, generations },
  };
});

type Looked<State> = Omit<ShownGeneration, "changes"> & { readonly state?: State | undefined };

async function ofTowpath({ store, key }: OpenStateStore): Promise<readonly ShownGeneration[]> {
  const found: Looked<ReturnType<typeof decodeState>>[] = [];
  for await (const generation of store.history?.(key) ?? []) {
    const { version, writtenAt = null } = generation;
    try {
      const bytes = await generation.bytes();
      const state = bytes && !isRecord(key) ? decodeState(bytes, key) : undefined;
      found.push({ version, writtenAt, serial: state?.serial ?? null, problem: null, state });
    } catch (error) {
      found.push({ version, writtenAt, serial: null, problem: errorMessage(error) });
    }
  }
  return withChanges(found, generationChanges);
}

async function ofTerraform(opened: OpenStateStore): Promise<readonly ShownGeneration[]> {
  const { store, key } = opened;
  const found: Looked<OpenedEnvelope>[] = [];
  for await (const generation of store.history?.(key) ?? []) {
    const { version, writtenAt = null } = generation;
    const { opened: state, problem = null } = await terraformGeneration(opened, key, generation);
    found.push({ version, writtenAt, serial: state?.envelope.serial ?? null, problem, state });
  }
  return withChanges(found, terraformChanges);
}

function withChanges<State>(
  found: readonly Looked<State>[],
  changesOf: (before: State | undefined, after: State) => GenerationChanges,
): readonly ShownGeneration[] {
  return found.map(({ state, ...shown }, index): ShownGeneration => {
    const before = found.slice(index + 1).find((one) => one.state)?.state;
    return { ...shown, changes: state ? changesOf(before, state) : null };
  });
}
