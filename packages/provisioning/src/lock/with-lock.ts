import { type Clock, errorMessage } from "@towpath/core";
import type { Holder } from "../engine.ts";
import { ProvisioningError, provisioningError } from "../errors.ts";
import type { StateStore } from "../state-store.ts";
import { fencedStore } from "./fenced-store.ts";
import { acquireLock, LOCK_RENEWAL_MS, type Lock, type LockEffects, releaseLock, renewLock } from "./lock.ts";
import { LOCK_TTL_MS } from "./watch-holder.ts";

/** After a renewal that failed, in milliseconds. */
const RETRY_MS = 2_000;

/** What the holder of a lock works with. */
export interface Locked {
  /** Writes through it fail once the lock is lost. */
  readonly store: StateStore;
  /** Aborts with the caller's, and when the lock is lost. */
  readonly signal: AbortSignal;
}

/**
 * Does something under the lock of a state and gives it back, whatever happens. The lock is renewed every
 * {@link LOCK_RENEWAL_MS} meanwhile. A waiter says through `events` whom it waits for.
 *
 * @param key of a state: `SERVICE/ENVIRONMENT`
 * @param waitMs how long to wait for a living holder, in milliseconds; 0 fails at once
 * @throws {LockHeld} when a living holder still has it after `waitMs`
 */
export async function withLock<T>(
  store: StateStore,
  key: string,
  holder: Holder,
  waitMs: number,
  effects: LockEffects,
  body: (locked: Locked) => Promise<T>,
): Promise<T> {
  const lock = await acquireLock(store, key, holder, waitMs, effects);
  const lost = new AbortController();
  const done = new AbortController();
  const renewing = keepAlive(store, lock, effects, lost, done.signal);
  try {
    return await body({ store: fencedStore(store, lock), signal: AbortSignal.any([effects.signal, lost.signal]) });
  } finally {
    done.abort();
    await renewing;
    await releaseLock(store, lock).catch((error: unknown) =>
      effects.events({
        type: "notice",
        message: `The lock of ${key} could not be given back (${errorMessage(error)}); it expires by itself.`,
      }),
    );
  }
}

async function keepAlive(
  store: StateStore,
  lock: Lock,
  { clock }: LockEffects,
  lost: AbortController,
  done: AbortSignal,
): Promise<void> {
  let renewedAt = clock.monotonic();
  let pauseMs = LOCK_RENEWAL_MS;
  for (;;) {
    try {
      await clock.sleep(pauseMs, done);
    } catch {
      return;
    }
    const begunAt = clock.monotonic();
    try {
      await inTime(renewLock(store, lock), LOCK_TTL_MS - (begunAt - renewedAt), clock, done);
      renewedAt = begunAt; // others count from when it reached the store, which may have been at once
      pauseMs = LOCK_RENEWAL_MS;
    } catch (error) {
      if (done.aborted) return;
      const isTaken = error instanceof ProvisioningError && error.code === "provisioning/lock-lost";
      // A store that fails for a moment is asked again, until others may take the lock.
      if (isTaken || clock.monotonic() - renewedAt >= LOCK_TTL_MS) {
        lost.abort(isTaken ? error : notRenewed(lock.key, error));
        return;
      }
      pauseMs = RETRY_MS;
    }
  }
}

/** A renewal that is still under way when others may take the lock has failed, however it ends. */
async function inTime(renewal: Promise<void>, leftMs: number, clock: Clock, done: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const late = clock.sleep(Math.max(leftMs, 0), AbortSignal.any([done, settled.signal])).then(
    () => Promise.reject(new Error("the store does not answer in time")),
    (error: unknown) => (settled.signal.aborted ? undefined : Promise.reject(error)),
  );
  late.catch(() => undefined);
  renewal.catch(() => undefined);
  try {
    await Promise.race([renewal, late]);
  } finally {
    settled.abort();
  }
}

function notRenewed(key: string, error: unknown): ProvisioningError {
  return provisioningError({
    code: "provisioning/lock-lost",
    kind: "fault",
    message: `The lock of ${key} could not be renewed for a minute, so another run may have it: ${errorMessage(error)}`,
    hint: "Nothing more was written. Once the store answers, run the command again: it goes on from what is there.",
    cause: error,
  });
}
