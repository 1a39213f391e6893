import { terraformStateOwner } from "@towpath/engine-terraform/state";
import { Conflict, decodeState, formatHolder, isHeartbeat, isSealed } from "@towpath/provisioning";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { isInternal, isRecord, openStateStore } from "../state/open-state-store.ts";

/** What was sealed anew. */
export interface StateResealData {
  readonly keys: readonly string[];
}

/**
 * Writes every value of the store anew, sealed with the present key: then the old one is needed for its history only. Files
 * that were not sealed until now are, too; elsewhere what is not sealed is somebody else's, and refused.
 */
export const stateReseal = operation<EnvironmentRequest, StateResealData>("state reseal", async (request, effects) => {
  const { graph, store, sealing } = await openStateStore(request, effects);
  const { name, state, origin } = graph.environment;
  if (!sealing)
    throw new OperationError({
      code: "operation/not-sealed",
      message: `The state of environment ${name} is kept in files without a key: there is nothing to seal.`,
      place: origin.place,
      hint: "Name a key: state: { store: file, key: { variable: TOWPATH_STATE_KEY } }.",
    });
  const isOurs = (state?.store ?? "file") === "file";
  const open = (key: string, bytes: Uint8Array) => (isOurs && !isSealed(bytes) ? bytes : sealing.box.open(bytes, key));
  const keys: string[] = [];
  for await (const key of store.list("")) if (!isHeartbeat(key)) keys.push(key);
  for (const key of keys) await refuseLocked(key);
  for (const key of keys) await writeAnew(key);
  return {
    status: "ok",
    summary: `${counted(keys.length, "value")} sealed with the present key. Generations before them still need the key that they were sealed with.`,
    environment: name,
    sections: [],
    data: { keys },
  };

  async function writeAnew(key: string): Promise<void> {
    for (;;) {
      const found = await sealing?.below.read(key);
      if (!sealing || !found) return;
      try {
        const bytes = await open(key, found.bytes);
        await sealing.below.write(key, await sealing.box.seal(bytes, key), found.version);
        return;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error; // written meanwhile: it is looked at again
      }
    }
  }

  /** A run that deploys expects its records to stay as it wrote them. Terraform's states are under the lock of their environment. */
  async function refuseLocked(key: string): Promise<void> {
    if (isInternal(key) || isRecord(key) || terraformStateOwner(key)) return;
    const found = await sealing?.below.read(key);
    const lock = found && decodeState(await open(key, found.bytes), key).lock;
    if (!lock) return;
    throw new OperationError({
      code: "operation/locked",
      kind: "fault",
      message: `${key} is locked by ${formatHolder(lock.holder)}. Nothing was sealed anew.`,
      hint: "Wait until that run has ended. towpath state unlock --stale takes a lock from one that is gone.",
    });
  }
});
