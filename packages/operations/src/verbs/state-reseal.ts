import { Conflict, decodeState, formatHolder, isHeartbeat, type StateStore } from "@towpath/provisioning";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { isInternal, isRecord, openStateStore } from "../state/open-state-store.ts";

/** What was sealed anew. */
export interface StateResealData {
  readonly keys: readonly string[];
}

/** Writes every value of the store anew, sealed with the present key: then the old one is needed for its history only. */
export const stateReseal = operation<EnvironmentRequest, StateResealData>("state reseal", async (request, effects) => {
  const { graph, store } = await openStateStore(request, effects);
  const { name, state, origin } = graph.environment;
  if ((state?.store ?? "file") === "file" && state?.options["key"] === undefined)
    throw new OperationError({
      code: "operation/not-sealed",
      message: `The state of environment ${name} is kept in files without a key: there is nothing to seal.`,
      place: origin.place,
      hint: "Name a key: state: { store: file, key: { variable: TOWPATH_STATE_KEY } }.",
    });
  const keys: string[] = [];
  for await (const key of store.list("")) if (!isHeartbeat(key)) keys.push(key);
  for (const key of keys) await refuseLocked(store, key);
  for (const key of keys) await writeAnew(store, key);
  return {
    status: "ok",
    summary: `${counted(keys.length, "value")} sealed with the present key. Generations before them still need the key that they were sealed with.`,
    environment: name,
    sections: [],
    data: { keys },
  };
});

async function writeAnew(store: StateStore, key: string): Promise<void> {
  for (;;) {
    const found = await store.read(key);
    if (!found) return;
    try {
      await store.write(key, found.bytes, found.version);
      return;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error; // written meanwhile, and sealed with the present key by that
    }
  }
}

/** A run that deploys expects its records to stay as it wrote them. */
async function refuseLocked(store: StateStore, key: string): Promise<void> {
  if (isInternal(key) || isRecord(key)) return;
  const found = await store.read(key);
  const lock = found && decodeState(found.bytes, key).lock;
  if (!lock) return;
  throw new OperationError({
    code: "operation/locked",
    kind: "fault",
    message: `${key} is locked by ${formatHolder(lock.holder)}. Nothing was sealed anew.`,
    hint: "Wait until that run has ended. towpath state unlock --stale takes a lock from one that is gone.",
  });
}
