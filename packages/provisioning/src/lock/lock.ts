import { randomUUID } from "node:crypto";
import type { Context, Holder } from "../engine.ts";
import { Conflict, formatHolder, LockHeld, type ProvisioningError, provisioningError } from "../errors.ts";
import { encodeState } from "../state/encode-state.ts";
import { readStored, updateState } from "../state/state.ts";
import type { LockRecord } from "../state/state-document.ts";
import type { StateStore } from "../state-store.ts";
import { beat } from "./heartbeat.ts";
import { ownProcess } from "./process-identity.ts";
import { watchHolder } from "./watch-holder.ts";

/** How often a holder renews it, in milliseconds. */
export const LOCK_RENEWAL_MS = 20_000;
const FIRST_LOOK_MS = 100;
const LOOK_MS = 1_000;

/** What the lock needs of the world. */
export type LockEffects = Pick<Context, "clock" | "signal" | "events">;

/** A lock that was taken: the token that every later write must find in the state. */
export interface Lock {
  readonly key: string;
  readonly token: string;
}

/**
 * Takes the lock of one state, waiting for a holder that is alive and replacing one that is not.
 *
 * A holder counts as dead when neither the state nor its heartbeat has changed for a minute of *our* clock, so no two
 * machines need to agree on the time; or at once when it ran on this machine and its process has ended. The token that is written here
 * is looked for by every later write: a holder that comes back late loses at its next one (a fencing token: Kleppmann,
 * "How to do distributed locking", 2016).
 *
 * @param waitMs how long to wait for a living holder, in milliseconds; 0 fails at once
 * @throws {LockHeld} when a living holder still has it after `waitMs`; names who, which run, and since when
 */
export async function acquireLock(
  store: StateStore,
  key: string,
  holder: Holder,
  waitMs: number,
  effects: LockEffects,
): Promise<Lock> {
  const { clock, signal, events } = effects;
  const deadline = clock.monotonic() + waitMs;
  const watch = watchHolder(store, key, clock);
  let announced: string | undefined;
  let pauseMs = FIRST_LOOK_MS;
  for (;;) {
    signal.throwIfAborted();
    const askedAt = clock.monotonic();
    const { state, version } = await readStored(store, key);
    if (!state.lock || (await watch.look(version, state.lock, askedAt)).status === "dead") {
      const lock: LockRecord = { holder, token: randomUUID(), process: ownProcess() };
      try {
        await store.write(key, encodeState({ ...state, serial: state.serial + 1, lock }), version);
        return { key, token: lock.token };
      } catch (error) {
        if (!(error instanceof Conflict)) throw error; // someone was faster: look again
        continue;
      }
    }
    const leftMs = deadline - clock.monotonic();
    if (leftMs <= 0) throw new LockHeld(key, state.lock.holder);
    if (announced !== state.lock.token) {
      announced = state.lock.token;
      events({
        type: "notice",
        message: `Waiting for another run on ${subjectOf(key)}: ${formatHolder(state.lock.holder)}.`,
      });
    }
    await clock.sleep(Math.min(pauseMs, leftMs), signal);
    pauseMs = Math.min(pauseMs * 2, LOOK_MS);
  }
}

/**
 * Shows that the holder lives, without a new generation of the state.
 *
 * @throws {ProvisioningError} `provisioning/lock-lost` when someone else took it
 */
export async function renewLock(store: StateStore, lock: Lock): Promise<void> {
  const { state } = await readStored(store, lock.key);
  if (state.lock?.token !== lock.token) throw lockLost(lock.key, state.lock?.holder);
  await beat(store, lock.key, lock.token);
}

/** Gives the lock back; does nothing when it is no longer ours. */
export async function releaseLock(store: StateStore, lock: Lock): Promise<void> {
  await updateState(store, lock.key, (state) => {
    if (state.lock?.token !== lock.token) return state;
    const { lock: _, ...unlocked } = state;
    return unlocked;
  });
}

/** What a holder hears that came back too late. */
export function lockLost(key: string, by: Holder | undefined): ProvisioningError {
  return provisioningError({
    code: "provisioning/lock-lost",
    kind: "fault",
    message: `The lock of ${key} was lost${by ? ` to ${formatHolder(by)}` : ""}: this run did not renew it for a minute.`,
    hint: "Nothing more was written. Run the command again: it goes on from what is there.",
  });
}

/** `runs/orders.dev`, `workloads/orders/dev` and `builds/orders` are what people call orders in dev, and orders. */
function subjectOf(key: string): string {
  const [service = key, environment] = key.replace(/^(runs|builds|workloads)\//, "").split(/[./]/);
  return environment === undefined ? service : `${service} in ${environment}`;
}
