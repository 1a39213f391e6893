import { terraformStateOwner } from "@towpath/engine-terraform/state";
import { formatHolder, type Holder, readStored, stateKey, unlockRun, unlockStale } from "@towpath/provisioning";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { type OpenStateStore, openStateStore, type StateRequest } from "../state/open-state-store.ts";

/** Whose lock to take away. */
export interface StateUnlockRequest extends StateRequest {
  /** Only from a holder that is shown to be gone. */
  readonly isStale?: boolean | undefined;
  /** From this run, whether it lives or not. */
  readonly run?: string | undefined;
  /** Asks before a lock is taken from a run by name; undefined where there is nobody to ask. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
}

/** The locks that were taken away. */
export interface StateUnlockData {
  readonly unlocked: readonly { readonly key: string; readonly holder: Holder }[];
}

/**
 * Takes locks away: from a holder that is gone (`--stale`: its process has ended, or it gave no sign for a minute that it is
 * watched), or from a run that is named. Whoever had it is refused at its next write.
 */
export const stateUnlock = operation<StateUnlockRequest, StateUnlockData>("state unlock", async (request, effects) => {
  const opened = await openStateStore(request, effects);
  const { run } = request;
  if ((run === undefined) === !request.isStale) throw chooseOne();
  const held = await heldLocks(opened, request.key);
  const wanted = run === undefined ? held : held.filter(({ holder }) => holder.run === run);
  if (run !== undefined && held.length > 0 && wanted.length === 0) throw otherRun(run, held);
  if (run !== undefined && wanted.length > 0) await requireYes(run, wanted, request.confirm);
  const unlocked: { readonly key: string; readonly holder: Holder }[] = [];
  for (const { key } of wanted) {
    const holder =
      run === undefined
        ? await unlockStale(opened.store, key, opened.lockEffects)
        : await unlockRun(opened.store, key, run);
    if (holder) unlocked.push({ key, holder });
  }
  return {
    status: "ok",
    summary:
      unlocked.length === 0
        ? "Nothing is locked."
        : `Unlocked ${unlocked.map(({ key }) => key).join(" and ")}. Whoever had it is refused at its next write.`,
    environment: opened.graph.environment.name,
    sections: [{ kind: "lines", lines: unlocked.map(({ key, holder }) => `${key}: was ${formatHolder(holder)}`) }],
    data: { unlocked },
  };
});

/** The locks that a service has in an environment: of its state, of its commands, of its builds. */
async function heldLocks({ graph, store, key }: OpenStateStore, named: string | undefined) {
  const { name: service } = graph.service;
  const { name: environment } = graph.environment;
  const keys =
    named === undefined
      ? [`runs/${service}.${environment}`, stateKey(service, environment), `builds/${service}`]
      : [lockOf(key)];
  const held: { readonly key: string; readonly holder: Holder }[] = [];
  for (const each of keys) {
    const { state } = await readStored(store, each);
    if (state.lock) held.push({ key: each, holder: state.lock.holder });
  }
  return held;
}

/** Terraform's states are under the lock of their environment. */
function lockOf(key: string): string {
  const owner = terraformStateOwner(key);
  return owner ? stateKey(owner.service, owner.environment) : key;
}

async function requireYes(
  run: string,
  wanted: readonly { readonly key: string; readonly holder: Holder }[],
  confirm: StateUnlockRequest["confirm"],
): Promise<void> {
  const names = wanted.map(({ key, holder }) => `${key} from ${formatHolder(holder)}`).join(", ");
  if (confirm && (await confirm(`Take the lock of ${names}. Go on?`))) return;
  throw new OperationError({
    code: "operation/not-confirmed",
    kind: "refused",
    message: `The lock was not taken from run ${run}: nobody said yes.`,
    hint: "Make sure that this run does nothing any more, then answer yes or give --yes.",
  });
}

function chooseOne(): OperationError {
  return new OperationError({
    code: "operation/choose-lock",
    message: "state unlock takes either --stale, or --run with the run that has the lock.",
    hint: "towpath state unlock --stale takes it only from a holder that is shown to be gone.",
  });
}

function otherRun(run: string, held: readonly { readonly key: string; readonly holder: Holder }[]): OperationError {
  return new OperationError({
    code: "operation/choose-lock",
    message: `Run ${run} has no lock; ${held.map(({ key, holder }) => `${key} is locked by ${formatHolder(holder)}`).join(", ")}.`,
    hint: "Name the run that has it, or use --stale.",
  });
}
