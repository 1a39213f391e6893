import type { Clock } from "@towpath/core";
import type { LockRecord } from "../state/state-document.ts";
import type { StateStore } from "../state-store.ts";
import { lastBeat } from "./heartbeat.ts";
import { isGone } from "./process-identity.ts";

/** How long a lock lives without a sign of its holder, in milliseconds of the watcher's monotonic clock. */
export const LOCK_TTL_MS = 60_000;

/** Watches the holder of one lock. */
export interface HolderWatch {
  /**
   * @param version of the state that was just read, and that holds `lock`
   * @param askedAt when that read began, by the monotonic clock
   */
  look(
    version: string,
    lock: LockRecord,
    askedAt: number,
  ): Promise<{ readonly status: "alive" | "silent" | "dead"; readonly isFirst: boolean }>;
}

/**
 * Tells whether a holder lives: `dead` when its process ran on this machine and has ended or when nothing of it changed for
 * {@link LOCK_TTL_MS}, `alive` when something changed since the last look. The time of day plays no part, and an answer
 * that took long is counted from when it was asked for.
 */
export function watchHolder(store: StateStore, key: string, clock: Clock): HolderWatch {
  let seen: { readonly sign: string; readonly at: number } | undefined;
  return {
    async look(version, lock, askedAt) {
      if (lock.process && isGone(lock.process)) return { status: "dead", isFirst: seen === undefined };
      const sign = `${version} ${(await lastBeat(store, key, lock.token)) ?? ""}`;
      if (sign !== seen?.sign) {
        const isFirst = seen === undefined;
        seen = { sign, at: clock.monotonic() };
        return { status: "alive", isFirst };
      }
      return { status: askedAt - seen.at >= LOCK_TTL_MS ? "dead" : "silent", isFirst: false };
    },
  };
}
