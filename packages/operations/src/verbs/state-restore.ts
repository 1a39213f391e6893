import { restoreTerraformState, terraformStateOwner } from "@towpath/engine-terraform/state";
import { type Generation, restoreState, stateKey, withLock } from "@towpath/provisioning";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import {
  generationOf,
  isInternal,
  isRecord,
  type OpenStateStore,
  openStateStore,
  refuseUnknownKey,
  type StateRequest,
} from "../state/open-state-store.ts";

/** Which generation of which state to put back, and who says yes. */
export interface StateRestoreRequest extends StateRequest {
  /** A version as `state history` names it, or the number that it begins with. */
  readonly at: string | undefined;
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
}

/** What was put back. */
export interface StateRestoreData {
  readonly key: string;
  readonly restored: string;
}

/** Puts an earlier generation of a state back. The world stays as it is: the next plan says how it differs. */
export const stateRestore = operation<StateRestoreRequest, StateRestoreData>(
  "state restore",
  async ({ at, confirm, ...request }, effects) => {
    const opened = await openStateStore(request, effects);
    const { graph, store, key } = opened;
    if (isInternal(key)) await refuseUnknownKey(store, key);
    if (isRecord(key))
      throw new OperationError({
        code: "operation/unknown-key",
        message: `${key} is a record and no state: what is on record is never put back.`,
        hint: "towpath state list shows the states, above the records.",
      });
    if (at === undefined)
      throw new OperationError({
        code: "operation/unknown-generation",
        message: "No generation is named that should be put back.",
        hint: `towpath state history ${key} shows what there is; name one with --at.`,
      });
    const generation = await generationOf(store, key, at);
    const when = generation.writtenAt === undefined ? "" : ` of ${generation.writtenAt}`;
    if (!confirm || !(await confirm(`Put back ${key} as it was in ${generation.version}${when}. Go on?`)))
      throw new OperationError({
        code: "operation/not-confirmed",
        kind: "refused",
        message: `${key} was not put back: nobody said yes.`,
        hint: "Look at it first with towpath state show --at, then answer yes or give --yes.",
      });
    await putBack(opened, generation);
    return {
      status: "ok",
      summary: `${key} is as it was in ${generation.version}; what it was just before stays in its history.`,
      environment: graph.environment.name,
      sections: [
        {
          kind: "lines",
          lines: ["The world was not changed: towpath plan says how it differs from what is on record."],
        },
      ],
      data: { key, restored: generation.version },
    };
  },
);

/** A state of Terraform's is guarded by the lock of its environment. */
async function putBack(
  { store, key, secretBox: box, holder, lockEffects }: OpenStateStore,
  generation: Generation,
): Promise<void> {
  const owner = terraformStateOwner(key);
  if (!owner) return restoreState(store, key, generation, holder, lockEffects);
  const lock = stateKey(owner.service, owner.environment);
  await withLock(store, lock, holder, 0, lockEffects, async (locked) => {
    if ((await restoreTerraformState({ store: locked.store, key, box, holder }, generation)) !== undefined) return;
    throw new OperationError({
      code: "operation/unknown-generation",
      message: `Generation ${generation.version} of ${key} holds no state yet: a run had just begun.`,
      hint: `towpath state history ${key} shows what there is.`,
    });
  });
}
